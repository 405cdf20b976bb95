package understand

// coordinate lets names that "and" or a comma joins share what speaks for one of them:
// "the accounts of Jane Doe and Mei Lin", "for A, B and C".
func (p *prose) coordinate(ms []mention) {
	t := p.toks
	for i := 0; i < len(ms); {
		j := i + 1
		for j < len(ms) && joined(t, ms[j-1].j, ms[j].i) {
			j++
		}
		// "Marek and Zofia Kowalski": the family name stands once for both
		for k := i; k+1 < j; k++ {
			if a, b := &ms[k], &ms[k+1]; len(a.words) == 1 && len(b.words) >= 2 && !a.title && !b.title && b.i == a.j+1 && t[a.j].is("and", "&") && !p.fullerName(ms, a) {
				a.words = append([]string{a.words[0]}, b.words[1:]...)
			}
		}
		last := false // only an "and" makes a list of names; commas alone may explain
		top := &ms[i]
		for k := i; k < j; k++ {
			if k > i {
				last = last || t[ms[k].i-1].is("and", "&", "or") || t[ms[k].i-1].is(",") && k > i+1
			}
			if !ms[k].nobody && ms[k].score > top.score || top.nobody {
				top = &ms[k]
			}
		}
		if j-i >= 2 && last && !top.nobody && top.score >= 3 {
			for k := i; k < j; k++ {
				m := &ms[k]
				if m.nobody || m.score < 0 || len(m.words) < min(2, len(top.words)) {
					continue
				}
				m.list = i + 1
				if m.score < top.score {
					m.score, m.why = top.score, "named together with another guest"
				}
			}
		}
		i = j
	}
}

// fullerName: the text names the person in full elsewhere.
func (p *prose) fullerName(ms []mention, m *mention) bool {
	for k := range ms {
		if len(ms[k].words) > 1 && sameName(m.words, ms[k].words) {
			return true
		}
	}
	return false
}

// joined: between two names stand only a comma, "and", or an aside in parentheses.
func joined(t []token, from, to int) bool {
	depth, link := 0, false
	if to-from > 14 || from >= to || t[from].para != t[to].para {
		return false
	}
	for k := from; k < to; k++ {
		switch {
		case t[k].is("(", "["):
			depth++
		case t[k].is(")", "]"):
			depth--
		case depth > 0:
		case t[k].is("and", "&", ",", ";", "or", "plus", "well", "as", "also", "for"):
			link = true
		default:
			return false
		}
	}
	return link && depth == 0
}

// listedWith: one list names both ("Jane Doe and Mei Lin").
func (d *draft) listedWith(e *draft) bool {
	for _, a := range d.mentions {
		for _, b := range e.mentions {
			if a.list > 0 && a.list == b.list && a.prose == b.prose {
				return true
			}
		}
	}
	return false
}
