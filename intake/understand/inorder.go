package understand

// inOrder gives the guest by place, where a sentence lists exactly as many numbers or
// addresses of a kind as there are guests: without naming one ("their roles are HSR
// 207540, 207541 and 207542"), behind all their names ("Jane and Mei (jd123 and
// ml456)"), or in so many words ("respectively"), then of every kind.
func (r *reader) inOrder(p *prose, all []finding, f finding) (int, bool) {
	if len(r.guests) < 2 {
		return 0, false
	}
	sentence := p.toks[f.i].sentence
	place, n, first := 0, 0, f.i
	for _, o := range all {
		if o.field == f.field && !o.sponsor && p.toks[o.i].sentence == sentence && o.strength > 0 {
			if o.i < f.i {
				place++
			}
			n++
			first = min(first, o.i)
		}
	}
	if n != len(r.guests) {
		return 0, false
	}
	if p.saysRespectively(f.i) {
		return place, true
	}
	if f.field != fieldHSR && f.field != fieldAccount && f.field != fieldEmail && f.field != fieldHUID {
		return 0, false
	}
	for _, d := range r.guests {
		for _, m := range d.mentions {
			if m.prose == p && p.toks[m.i].sentence == sentence && m.i > first {
				return 0, false
			}
		}
	}
	return place, true
}

// saysRespectively: the sentence gives its values in the order of its names.
func (p *prose) saysRespectively(i int) bool {
	for k, end := p.sentenceStart(i), p.sentenceEnd(i); k < end; k++ {
		if p.toks[k].is("respectively", "resp") {
			return true
		}
	}
	return false
}
