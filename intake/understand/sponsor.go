package understand

import "strings"

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
			if (c.label.field == fieldHUID || c.label.field == fieldName) && !blankValue(c.value) {
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
	for _, g := range r.regions {
		if g.file != "" || !r.signsAsSponsor(g) {
			continue
		}
		for _, l := range g.signatureLines() {
			low := fold(l.text)
			if !has(low, "huid", "harvard id", "harvard university id", "hu id") {
				continue
			}
			if n := numberOf(l.text, 8, 8); n != "" {
				i := strings.Index(l.text, n)
				set(n, "it stands in the sponsor's signature", Span{Source: g.source, Start: l.start + max(i, 0), End: l.start + max(i, 0) + len(n)}, 4)
			}
		}
	}
}

// signsAsSponsor: the sender does, if they write for themself; the staff member whose
// mail they forward does, if they write for somebody else.
func (r *reader) signsAsSponsor(g *region) bool {
	switch {
	case !g.fwd:
		return !r.delegate
	case r.delegate:
		return harvardStaff(g.writer.email) && !strings.EqualFold(g.writer.email, r.m.Sender().Email)
	}
	return g.attach && (r.out.Intent == Approve || r.out.Intent == Deny)
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

// speaksForSponsor: "on behalf of", "for my PI", "asked me to", "my boss".
func (p *prose) speaksForSponsor() bool {
	t := p.toks
	for k := range t {
		if titles[t[k].low] && p.writtenFor(k) {
			return true
		}
		if t[k].is("behalf") || t[k].is("asked", "asks") && k+2 < len(t) && t[k+1].is("me") && t[k+2].is("to") {
			return true
		}
		if t[k].is("my") && k+1 < len(t) && t[k+1].is("boss", "pi", "supervisor") {
			return true
		}
		if t[k].is("sponsor", "sponsored", "sponsors") && k+2 < len(t) && (t[k+1].is("is", "will", ":", "by") || t[k].is("sponsors")) {
			if t[k+1].is("is", ":", "by") && (t[k+2].is("me", "i", "myself")) || t[k+1].is("role") {
				continue
			}
			if t[k].is("sponsor") && t[k+1].is("is", ":") && t[k+2].capital || t[k].is("sponsored") && t[k+1].is("by") && t[k+2].capital {
				return true
			}
		}
		if t[k].is("sponsor") && k > 0 && t[k-1].is("will", "to", "would", "who'll") && k > 1 && !t[k-2].is("i", "we") && (t[k-2].capital || t[k-2].is("who", "professor", "she", "he")) {
			return true
		}
	}
	return false
}

// writtenFor: the name or title at k is of the one in whose place the sender writes:
// "I am writing for Dr. X", "putting this in for Prof. Y". Who asks "for an account for
// Dr. Z" names the guest.
func (p *prose) writtenFor(k int) bool {
	t := p.toks
	for k > 0 && titles[t[k-1].low] {
		k--
	}
	if k < 2 || !t[k-1].is("for") {
		return false
	}
	v := k - 2
	for v > 0 && t[v].is("in", "this", "it", "out", "up") {
		v--
	}
	return t[v].is("writing", "write", "acting") || v < k-2 && t[v].is("putting", "put", "submitting", "submit", "filing", "file", "sending", "send", "doing", "filling", "fill", "entering", "enter", "handling", "sorting")
}

// assistsSponsor: the writer's own title is that of somebody's assistant: "Assistant to
// Dr. X", "Secretary of Prof. Y".
func (g *region) assistsSponsor() bool {
	for _, l := range g.signatureLines() {
		words := strings.Fields(fold(l.text))
		for i := 0; i+2 < len(words); i++ {
			if assistants[strings.Trim(words[i], ",.")] && (words[i+1] == "to" || words[i+1] == "of" || words[i+1] == "for") && (titles[words[i+2]] || words[i+1] == "to") {
				return true
			}
		}
	}
	return false
}

var assistants = set("assistant secretary ea pa aide")

// spreadSponsor: who is the sponsor in one place of the message is so in every other.
func (r *reader) spreadSponsor() {
	var sponsors [][]string
	for _, p := range r.proses {
		for i := range p.region.mentions {
			if m := &p.region.mentions[i]; m.prose == p && m.nobody && (m.why == whySponsor || m.why == whyHadWritten) {
				sponsors = append(sponsors, m.words)
			}
		}
	}
	for _, p := range r.proses {
		for i := range p.region.mentions {
			m := &p.region.mentions[i]
			for _, s := range sponsors {
				if m.prose == p && !m.nobody && sameName(m.words, s) {
					m.nobody, m.why = true, whySponsor
				}
			}
		}
	}
}
