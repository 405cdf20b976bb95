package understand

import "strings"

// whoDelegates decides whether the sender, and whether the author of a forwarded mail,
// writes for a sponsor: their words say so, or somebody else is named as the sponsor.
func (r *reader) whoDelegates() {
	for _, p := range r.proses {
		if !p.self && (p.speaksForSponsor() || p.namesSponsor()) {
			p.delegate = true
			r.delegate = r.delegate || !p.region.fwd
		}
	}
	for _, p := range r.proses {
		p.delegate = p.delegate || r.delegate && !p.region.fwd
	}
}

// namesSponsor: somebody other than the writer is called the sponsor.
func (p *prose) namesSponsor() bool {
	for i := range p.region.mentions {
		if m := &p.region.mentions[i]; m.prose == p && m.sponsor() {
			return true
		}
	}
	return false
}

// readSponsor finds the sponsor's own Harvard ID: under a sponsor's label, called "my"
// by a sender who writes for themself, after the sponsor's name, or in the signature
// of a sender who is the sponsor. A delegate's own ID never counts.
func (r *reader) readSponsor() {
	set := func(huid, why string, span Span, strength int) {
		if r.out.SponsorHUID == nil {
			r.out.SponsorHUID = &huid
			r.out.Evidence = append(r.out.Evidence, Evidence{Field: "sponsor_huid", Value: huid, Reason: why, Span: span, Strength: strength, Guest: -1, Taken: true})
		}
	}
	for fi := range r.forms {
		for _, c := range r.forms[fi].sponsor {
			if c.label.field != fieldOther && !blankValue(c.value) && !(c.label.filledIn && r.forms[fi].namesSponsor()) { // a line may give the sponsor's name, ID and address
				if n := numberOf(c.value, 8, 8); n != "" {
					set(n, "under the label \""+c.labelText+"\"", Span{Start: c.start, End: c.end, Source: r.formSource(c)}, 8)
				}
			}
		}
	}
	for _, f := range r.sponsor {
		set(f.text, "it is called the sponsor's Harvard ID", f.span, f.strength)
	}
	if len(r.guests) == 0 || r.out.Intent == Help || r.out.Intent == NoIntent {
		// no guests were collected, so the prose was not searched
		for _, p := range r.proses {
			for _, f := range p.numberEvidence() {
				if f.field == fieldHUID && f.sponsor {
					set(f.text, "it is called the sponsor's Harvard ID", p.span(f.i, f.j), f.strength)
				}
			}
		}
	}
	if r.self {
		return
	}
	// What staff asked for in a mail that is forwarded is theirs, before the forwarder's.
	for _, forwarded := range []bool{true, false} {
		for _, g := range r.regions {
			if g.file != "" || g.fwd != forwarded || g.fwd && !harvardStaff(g.writer.email) || r.delegates(g) {
				continue
			}
			if n, span, ok := g.signedID(); ok {
				set(n, "it stands in the sponsor's signature", span, 4)
			}
		}
	}
}

// delegates: the writer of the region writes for a sponsor.
func (r *reader) delegates(g *region) bool {
	if !g.fwd && r.delegate {
		return true
	}
	for _, p := range r.proses {
		if p.region == g && p.delegate {
			return true
		}
	}
	return false
}

// signedID is the Harvard ID in the writer's signature.
func (g *region) signedID() (string, Span, bool) {
	for _, l := range g.signatureLines() {
		if !strings.ContainsAny(l.text, "0123456789") || !has(fold(l.text), "huid", "harvard id", "harvard university id", "hu id") {
			continue
		}
		if n := numberOf(l.text, 8, 8); n != "" {
			i := l.start + max(strings.Index(l.text, n), 0)
			return n, Span{Source: g.source, Start: i, End: i + len(n)}, true
		}
	}
	return "", Span{}, false
}

func (r *reader) formSource(cell) int {
	for _, f := range r.forms {
		for _, g := range f.guests {
			return g.source
		}
	}
	return 1
}

// nameSponsor tells in whose name somebody else writes: whoever "asked me to", on whose
// behalf it is, who is called the sponsor, or whom a form's line on the sponsor names.
// A guest who writes for themself writes in nobody's name.
func (r *reader) nameSponsor() {
	if r.self || r.out.Intent == NoIntent || r.out.Intent == Approve || r.out.Intent == Deny {
		return
	}
	set := func(words []string, why string, span Span) {
		me := []person{{name: r.out.Sender.Name, email: r.out.Sender.Email}}
		if r.out.SponsorName != nil || len(words) == 0 || knownPerson(words, me) != "" {
			return
		}
		name := strings.Join(words, " ")
		r.out.SponsorName = &name
		r.out.Evidence = append(r.out.Evidence, Evidence{Field: "sponsor_name", Value: name, Reason: why, Span: span, Strength: 5, Guest: -1, Taken: true})
	}
	for _, why := range []string{whyHadWritten, whySponsor} {
		for _, p := range r.proses {
			if p.region.fwd {
				continue
			}
			for i := range p.region.mentions {
				m := &p.region.mentions[i]
				if m.prose == p && m.nobody && m.why == why {
					set(r.fullestName(m.words), why, p.span(m.i, m.j))
				}
			}
		}
	}
	for fi := range r.forms {
		for _, c := range r.forms[fi].sponsor {
			if c.label.field == fieldName && !blankValue(c.value) {
				if n, ok := nameValue(c.value, c.label.lastFirst); ok {
					set(strings.Fields(n.given+" "+n.family), "under the label \""+c.labelText+"\"", Span{Start: c.start, End: c.end, Source: r.formSource(c)})
				}
			}
		}
	}
}

// fullestName is the longest form in which the message names the person.
func (r *reader) fullestName(words []string) []string {
	for _, p := range r.proses {
		for i := range p.region.mentions {
			if m := &p.region.mentions[i]; m.prose == p && len(m.words) > len(words) && sameName(words, m.words) {
				words = m.words
			}
		}
	}
	return words
}

// speaksForSponsor: "on behalf of Dr. Rhee", "asked me to", "my boss", "the sponsor is
// Dr. Rhee", "Dr. Rhee will sponsor".
func (p *prose) speaksForSponsor() bool {
	t := p.toks
	at := func(k int) *token {
		if k < 0 || k >= len(t) {
			return none
		}
		return &t[k]
	}
	somebody := func(k int) bool {
		return at(k).capital && !isPartOfName(strings.Trim(at(k).low, "."), p.region.writer)
	}
	for k := range t {
		switch {
		case t[k].low == "behalf":
			if at(k-1).low == "'s" || at(k+1).low == "of" && (at(k+2).capital || at(k+2).low == "my") {
				return true
			}
		case t[k].is("asked", "asks") && at(k+1).low == "me" && at(k+2).low == "to":
			if !p.guestAsks(k) {
				return true
			}
		case t[k].low == "my" && at(k+1).is("boss", "pi", "supervisor"):
			return true
		case t[k].is("i'm", "am") && at(k+1).is("his", "her", "their") && (assistants[at(k+2).low] || assistants[at(k+3).low]):
			return true // "I'm her assistant"
		case t[k].low == "sponsor" && at(k+1).is("is", ":") && somebody(k+2),
			t[k].low == "sponsored" && at(k+1).low == "by" && somebody(k+2):
			return true
		case t[k].low == "sponsor" && at(k-1).is("will", "to", "would", "who'll") && (at(k-2).capital && at(k-2).low != "i" || at(k-2).is("who", "professor", "she", "he")):
			return true
		}
	}
	return false
}

// guestAsks: what the subject of the verb at token k asks for is their own ("Tobias asked
// me to extend his account", "our visitor asks me to …"): a guest, not a sponsor.
func (p *prose) guestAsks(k int) bool {
	t := p.toks
	if k > 0 && (guestNoun(t[k-1].low) || t[k-1].has(gHave) && k > 1 && guestNoun(t[k-2].low)) {
		return true
	}
	for n := k + 3; n+1 < len(t) && n < k+9 && t[n].sentence == t[k].sentence; n++ {
		if t[n].is("his", "her", "their") {
			return t[n+1].has(nAccount|nExtension|nActivate|nCode) || n+2 < len(t) && t[n+2].has(nAccount) && t[n+1].is("hms", "guest", "harvard")
		}
	}
	return false
}

// spreadSponsor: who is the sponsor, a host or a colleague in one place of the message
// is so in every other where only the surname stands, and the sponsor everywhere.
func (r *reader) spreadSponsor() {
	var known []*mention
	for _, p := range r.proses {
		for i := range p.region.mentions {
			if m := &p.region.mentions[i]; m.prose == p && m.nobody && (m.sponsor() || m.title && len(m.words) > 1) {
				known = append(known, m)
			}
		}
	}
	for _, p := range r.proses {
		for i := range p.region.mentions {
			m := &p.region.mentions[i]
			if m.prose != p || m.nobody {
				continue
			}
			for _, k := range known {
				if (k.sponsor() || m.title && len(m.words) == 1) && sameName(m.words, k.words) {
					m.nobody, m.why = true, k.why
				}
			}
		}
	}
}

// sponsor: the name is the sponsor's.
func (m *mention) sponsor() bool {
	return m.nobody && (m.why == whySponsor || m.why == whyHadWritten)
}

// assistsSponsor: the writer's own title is that of somebody's assistant: "Assistant to
// Dr. X", "Secretary of Prof. Y".
func (g *region) assistsSponsor() bool {
	for _, l := range g.signatureLines() {
		if !standsIn(l.text, "to") && !standsIn(l.text, "of") && !standsIn(l.text, "for") {
			continue
		}
		words := strings.Fields(fold(l.text))
		for i := 0; i+2 < len(words); i++ {
			if assistants[strings.Trim(words[i], ",.")] && (words[i+1] == "to" || words[i+1] == "of" || words[i+1] == "for") && (titles[words[i+2]] || words[i+1] == "to") {
				return true
			}
		}
	}
	return false
}

var assistants = set("assistant secretary ea pa aide coordinator admin administrator")
