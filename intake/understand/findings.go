package understand

// gatherFindings collects the evidence of the prose and gives each piece to a guest.
func (r *reader) gatherFindings() {
	if len(r.guests) == 0 {
		d := newDraft() // somebody, not named
		r.guests = append(r.guests, d)
	}
	for _, p := range r.proses {
		if p.region.fwd && p.region.writer.email != "" && r.skipForwarded(p) {
			continue
		}
		var all []finding
		all = append(all, p.emailEvidence(r.notGuestEmail)...)
		all = append(all, p.numberEvidence()...)
		all = append(all, r.roleAnswered(p, all)...)
		all = append(all, p.affiliationEvidence()...)
		all = append(all, p.roleEvidence(p.region.mentions)...)
		all = append(all, p.periodEvidence(r.kind, r.today)...)
		all = append(all, r.dayAnswered(p, all)...)
		for _, f := range all {
			f.span = p.span(f.i, f.j)
			if p.region.fwd && f.strength > 1 {
				f.strength-- // the sender's own words outrank what they forward
			}
			if p.subject && (f.field == fieldStart || f.field == fieldEnd) {
				f.strength = max(1, f.strength-2) // a subject names the matter ("arrival in February"); the text says the day
			}
			if f.sponsor || f.field == fieldHUID && (r.asksAfterAll() || len(r.guests) > 1 && p.aloneInParagraph(f.i)) {
				r.sponsor = append(r.sponsor, f)
				continue
			}
			if f.strength <= 0 && f.field != fieldNegated {
				continue
			}
			owners := r.ownersOf(p, f, all)
			if n, ok := r.inOrder(p, all, f); ok {
				owners = []int{n}
			}
			for _, n := range owners {
				f.guest = n
				r.guests[n].add(f)
			}
		}
	}
	r.ownAddress()
	r.signedFrom()
	r.onOwnLines()
}

// skipForwarded: what an approver or a Wyss decision forwards is taken; what only
// came along with thanks or a question is not.
func (r *reader) skipForwarded(p *prose) bool {
	return r.out.Intent == Status || r.out.Intent == Help
}

// onOwnLines: an address that stands alone, in a message about one guest, is theirs;
// nothing to do, since every address that is nobody else's is evidence already. What
// is done here is list items that a comma divides: "Ana Silva, ana@…, University of
// Porto, 6/1 – 8/31".
func (r *reader) onOwnLines() {
	for n, d := range r.guests {
		for _, m := range d.mentions {
			p := m.prose
			t := p.toks
			if !t[m.i].bullet || m.j >= len(t) {
				continue
			}
			end := m.i
			for end < len(t) && t[end].para == t[m.i].para {
				end++
			}
			for from := m.j; from < end; {
				for from < end && t[from].kind == punct {
					from++
				}
				to := from
				for to < end && !t[to].is(",", ";", "|", "/", "–", "—", "(", ")") {
					to++
				}
				if to > from {
					r.listPart(n, p, from, to)
				}
				from = to + 1
			}
		}
	}
}

// listPart takes one part of a list item for what its words show it to be.
func (r *reader) listPart(n int, p *prose, i, j int) {
	t := p.toks
	head := false
	for k := i; k < j; k++ {
		if t[k].kind != word {
			return
		}
		if roleHead(t[k].low) {
			head = true
		}
		if closedClass[t[k].low] && !orgConnectors[t[k].low] {
			return
		}
	}
	if head && j-i <= 5 && !p.isOrg(i, j) {
		r.guests[n].add(finding{field: fieldRole, i: i, j: j, text: clean(p.textOf(i, j)), strength: 4, reason: "a part of the list item", span: p.span(i, j)})
	}
}
