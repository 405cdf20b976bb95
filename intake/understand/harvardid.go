package understand

import (
	"slices"
	"strings"
)

// idOwner says whose Harvard ID a number is.
type idOwner uint8

const (
	guestsID   idOwner = iota // the guest's; also where nothing says whose
	sponsorsID                // the sponsor's, by name or by that word
	writersID                 // the writer's own
)

// harvardID: eight digits that words nearby call a Harvard ID, and whose it is. The
// own ID of somebody who writes for a sponsor is nobody's whom the request is about.
func (p *prose) harvardID(i int) (finding, bool) {
	f := finding{field: fieldHUID, i: i, j: i + 1, text: p.toks[i].text, strength: 4, reason: "it is called a Harvard ID"}
	cue, ok := p.idCue(i)
	if !ok {
		f.sponsor, f.reason = p.besideSponsor(i), "it stands beside the sponsor's name"
		return f, f.sponsor
	}
	owner := p.idOwner(cue, i)
	if owner == guestsID && p.underOwnName(i) {
		owner = writersID
	}
	if owner == writersID {
		switch {
		case p.self:
			owner = guestsID
		case p.delegate:
			return f, false
		default:
			owner = sponsorsID
		}
	}
	f.sponsor = owner == sponsorsID
	return f, true
}

// besideSponsor: "Sponsor: Jane Rhee (2…)": who is labelled so has no other number.
func (p *prose) besideSponsor(i int) bool {
	k := i - 1
	if k > 0 && p.toks[k].is("(", ",", "/", "-", ";") {
		k--
	}
	if k < 2 {
		return false
	}
	if k < i-1 && (p.toks[k].is("sponsoring", "sponsor") && p.toks[k-1].has(gFirst|gMine|gBe) || p.toks[k].is("me", "myself") && near(p.toks, k, -4, "sponsor", "sponsored")) {
		return true // "I'm sponsoring, 2…", "sponsored by me (2…)"
	}
	m := p.mentionOver(k)
	return m != nil && m.i > 1 && p.toks[m.i-1].is(":", "is") && p.toks[m.i-2].low == "sponsor"
}

// otherNumbers name what else has eight digits.
var otherNumbers = set("po cost center order invoice phone purchase grant fund account case ticket")

// idAttributes stand before a bare "ID" that means the Harvard ID.
var idAttributes = set("harvard university hu sponsor sponsor's my her his 's harvard's their crimson staff faculty own")

// idCue finds the word that calls the number at i a Harvard ID: before it ("HUID:
// …"), after it ("… is my HUID"), or in the sentence before, where a possessive
// pronoun stands for the word ("Her HUID is …. Mine is …").
func (p *prose) idCue(i int) (cue int, ok bool) {
	t := p.toks
	// "My HUID? 10448213.": the question is answered at once
	elliptic := i > 0 && t[i-1].low == "?"
	for k := i - 1; k >= 0 && k >= i-16 && t[k].para == t[i].para; k-- {
		if t[k].sentence != t[i].sentence && !elliptic {
			break
		}
		elliptic = elliptic || t[k].is("mine", "hers", "theirs", "his")
		if otherNumbers[t[k].low] && i-k <= 12 {
			return 0, false
		}
		if t[k].is("huid", "huids") || t[k].low == "number" && k > 0 && t[k-1].is("id", "harvard") || t[k].is("id", "ids") && (k == 0 || idAttributes[t[k-1].low] || t[k-1].capital || t[k-1].is("(", ",", ";", "-")) {
			return k, true
		}
	}
	for k := i + 1; k < len(t) && k < i+14 && t[k].sentence == t[i].sentence; k++ {
		if otherNumbers[t[k].low] {
			break
		}
		if t[k].is("huid", "huids") || t[k].is("id", "ids") && idAttributes[t[k-1].low] {
			return k, true
		}
	}
	return 0, false
}

// idOwner reads whose ID stands at i. An aside right behind it says so ("(mine)",
// "(Lena)"); where the number comes first its owner follows ("… is Dr. Rhee's HUID"); else
// it is whoever is named last before it in the sentence, by name, possessive or the word
// for what they are.
func (p *prose) idOwner(cue, i int) idOwner {
	t := p.toks
	if past := p.pastAside(i + 1); past > i+2 && t[i+1].low == "(" && past <= i+8 && !slices.ContainsFunc(t[i+2:past], func(w token) bool { return w.kind == number }) {
		for k := i + 2; k < past; k++ {
			if o, ok := p.ownerAt(k, i); ok {
				return o
			}
		}
	}
	if i+2 < len(t) && t[i+1].is(",", "-", "–") && t[i+2].is("sponsor", "sponsoring") {
		return sponsorsID // "HUID 20411908, sponsor of both"
	}
	for k := i + 1; k < cue; k++ {
		if o, ok := p.ownerAt(k, i); ok {
			return o
		}
	}
	for k := i - 1; k >= 0 && t[k].sentence == t[i].sentence && t[k].para == t[i].para; k-- {
		if o, ok := p.ownerAt(k, i); ok {
			return o
		}
	}
	if i+1 < len(t) && t[i+1].has(gBe) { // "HUID 2… is the number of the sponsor, Dr. Rhee"
		for k := i + 2; k < len(t) && k < i+9 && t[k].sentence == t[i].sentence; k++ {
			if o, ok := p.ownerAt(k, i); ok {
				return o
			}
		}
	}
	return guestsID
}

// ownerAt tells whose the ID at i is, if the word at k says so.
func (p *prose) ownerAt(k, i int) (idOwner, bool) {
	t := p.toks
	if m := p.mentionOver(k); m != nil {
		return p.ownerNamed(m), true
	}
	next := &token{}
	if k+1 < len(t) {
		next = &t[k+1]
	}
	switch {
	case t[k].is("mine", "ours", "i", "i'm", "me", "myself"):
		return writersID, true
	case t[k].is("my", "our"):
		// "my student (HUID …)": the next nouns say who
		return writersID, true
	case t[k].low == "her" && k > 0 && t[k-1].has(vSponsor):
		return guestsID, false // "I sponsor her, HUID …": the object; the subject owns it
	case t[k].is("her", "his", "their", "hers", "theirs", "she", "he", "they", "whose"):
		return p.antecedent(k, i), true
	case t[k].is("guest", "visitor") || roleHead(t[k].low) && !weakHeads[t[k].low] && !t[k].capital:
		return guestsID, true
	case t[k].is("sponsor", "sponsors", "sponsoring", "sponsored") && next.low != "role" && next.low != "roles":
		return sponsorsID, true
	case t[k].is("pi", "boss", "supervisor", "host", "chief") && (next.is("'s", "is", ":", "(", ",", "huid") || next.low == "harvard"):
		return sponsorsID, true
	}
	return guestsID, false
}

// ownerNamed: who is no guest is the writer or the sponsor.
func (p *prose) ownerNamed(m *mention) idOwner {
	switch {
	case !m.nobody:
		return guestsID
	case knownPerson(m.words, []person{p.region.writer}) != "":
		return writersID
	}
	return sponsorsID
}

// mentionOver is the name that token k is a part of.
func (p *prose) mentionOver(k int) *mention {
	for i := range p.region.mentions {
		if m := &p.region.mentions[i]; m.prose == p && k >= m.i && k < m.j {
			return m
		}
	}
	return nil
}

// underOwnName: the ID stands on a line of its own right under the name that the
// writer signed with.
func (p *prose) underOwnName(i int) bool {
	t := p.toks
	start := p.itemStart(i)
	if i-start > 5 || start == 0 || i+1 < len(t) && t[i+1].para == t[i].para && t[i+1].kind != punct {
		return false
	}
	from := p.itemStart(start - 1)
	for k := start - 2; k > from; k-- {
		if t[k].is(".", "!", ",") && !t[k].glued || t[k].is("!") {
			from = k + 1 // "…, sorted. Thanks! Pip": the name closes the last line
			break
		}
	}
	if start-from > 6 {
		return false
	}
	hits := 0
	for k := from; k < start; k++ {
		if t[k].kind == word && !t[k].capital && !particles[t[k].low] {
			return false
		}
		if t[k].kind == word && isPartOfName(strings.Trim(t[k].low, "."), p.region.writer) {
			hits++
		}
	}
	return hits > 0
}

// aloneInParagraph: nothing but "HUID: 2…" stands in the paragraph. Under several guests it
// is none of theirs, but the sponsor's who signs.
func (p *prose) aloneInParagraph(i int) bool {
	t := p.toks
	from, to := i, i+1
	for from > 0 && t[from-1].para == t[i].para {
		from--
	}
	for to < len(t) && t[to].para == t[i].para {
		to++
	}
	return !t[from].bullet && t[from].is("huid", "harvard") && to-from <= 5
}
