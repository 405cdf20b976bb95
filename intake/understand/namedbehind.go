package understand

// namedBehind is the guest named right behind a value: "206903 for Banda", "206903
// (Banda)"; −1 where none is.
func (r *reader) namedBehind(p *prose, f finding) int {
	t := p.toks
	for n, d := range r.guests {
		for _, m := range d.mentions {
			if m.prose != p || m.i <= f.i || t[m.i].para != t[f.i].para {
				continue // another list item's name is behind its own value
			}
			if givenTo(t, f.j) == m.i && t[m.i].sentence == t[f.i].sentence {
				return n
			}
			if m.i == f.j && p.possessive(m.j) {
				return n // "… and HSR 206903 Banda's"
			}
			if m.i == f.j+1 && (t[f.j].is("(") && p.pastPossessive(m.j).is(")") || t[f.j].is("is") && p.possessive(m.j)) {
				return n // "206903 (Banda)", "(Banda's)", "206903 is Banda's"
			}
		}
	}
	return -1
}

// pastPossessive is the token at k, or the one behind it where that is a possessive's "'s".
func (p *prose) pastPossessive(k int) *token {
	if p.possessive(k) {
		k++
	}
	return p.at(max(k-1, 0), k)
}

// givenTo gives the token behind "for", "is for" or "belongs to" at token k; −1 where
// none of them stands there.
func givenTo(t []token, k int) int {
	if k < len(t) && t[k].is("is", "was", "goes", "belongs", "applies") {
		k++
	}
	if k+1 < len(t) && t[k].is("for", "to") {
		return k + 1
	}
	return -1
}
