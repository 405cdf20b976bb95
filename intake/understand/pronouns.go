package understand

// antecedent resolves the pronoun at k: right behind a name it is that person ("Dr.
// Rhee (her HUID …"); otherwise the guest, whom such mails are about, unless the
// person named last before it is the sponsor.
func (p *prose) antecedent(k, i int) idOwner {
	for n := k - 1; n >= 0 && p.toks[n].sentence == p.toks[i].sentence; n-- {
		m := p.mentionOver(n)
		if m == nil {
			if p.toks[n].is("sponsor", "pi") && n > 0 && p.toks[n-1].is("the", "our", "their") {
				return sponsorsID // "He is the sponsor; his HUID …"
			}
			continue
		}
		if m.j == k-1 && p.toks[k-1].is("(", ",") || m.sponsor() {
			return p.ownerNamed(m)
		}
		return guestsID
	}
	if p.onlySponsorNamed(k) || p.otherGender(k) {
		return sponsorsID
	}
	return guestsID
}

// otherGender: a sponsor is named, and the text, which is about the guest, says "he" or
// "his" wherever it does not say "her" as at k, or the other way round.
func (p *prose) otherGender(k int) bool {
	if !p.namesSponsor() {
		return false
	}
	others := 0
	for n := range p.toks {
		low := p.toks[n].low
		switch {
		case n == k || !femalePronouns[low] && !malePronouns[low]:
		case titles[low] && p.mentionOver(n) != nil && p.mentionOver(n).nobody: // a sponsor's title
		case femalePronouns[low] == femalePronouns[p.toks[k].low]:
			return false
		default:
			others++
		}
	}
	return others >= 2
}

// The pronouns and titles by which two people in one text are told apart.
var (
	femalePronouns = set("she her hers she's she'll ms mrs")
	malePronouns   = set("he his him he's he'll mr")
)

// onlySponsorNamed: the one person named in the paragraph before the pronoun at k is the
// sponsor, in the sentence before: "Prof. Rhee asked me to write. His HUID is …". A guest
// without a name may be meant, where the pronoun does not open its sentence.
func (p *prose) onlySponsorNamed(k int) bool {
	for n := p.sentenceStart(k); n < k; n++ {
		if guestNoun(p.toks[n].low) || roleHead(p.toks[n].low) {
			return false
		}
	}
	found := false
	for i := range p.region.mentions {
		m := &p.region.mentions[i]
		switch {
		case m.prose != p || m.i > k:
		case !m.nobody && m.score >= 3:
			return false
		case m.sponsor() && p.toks[m.i].para == p.toks[k].para && p.toks[k].sentence-p.toks[m.i].sentence == 1:
			found = true
		}
	}
	return found
}
