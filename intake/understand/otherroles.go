package understand

// writersOwn: the "as" before token i goes with what the writer says of their own
// work: "I work …", "I am here …", "I just started …".
func (p *prose) writersOwn(i int) bool {
	t := p.toks
	if !p.self && (i < 2 || t[i-2].sentence != t[i-1].sentence) { // "As lab manager I handle …"
		for k := i + 1; k < min(len(t), i+12) && t[k].sentence == t[i].sentence && t[k].low != ","; k++ {
			if t[k].has(gFirst) {
				return true
			}
		}
	}
	for k := i - 1; k >= 0 && k > i-9 && t[k].sentence == t[i-1].sentence; k-- {
		if t[k].is(",", ";", "who", "he", "she") {
			return false
		}
		if t[k].is("i", "i'm", "i've") && k+1 < len(t) {
			for n := k + 1; n < i && n < k+4; n++ {
				if t[n].is("work", "am", "started", "joined", "serve", "here", "came", "acting", "working") {
					return true
				}
			}
			return t[k].is("i'm")
		}
	}
	return false
}

// onceWas: the verb before the "as" at token i is of the past and of having or being:
// "he had an ID as a student", "she was here as an intern".
func (p *prose) onceWas(i int) bool {
	for k := i - 1; k >= 0 && k > i-9 && p.toks[k].sentence == p.toks[i].sentence; k-- {
		if t := &p.toks[k]; t.is("had", "was", "once", "formerly") && !p.at(i, k+1).is("invited", "accepted", "hired", "appointed", "offered", "asked", "told") {
			return true
		}
	}
	return false
}
