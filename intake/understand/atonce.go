package understand

// atOnce: access that is to end "immediately" or "right away" ends today.
func (p *prose) atOnce(today Day) []finding {
	t := p.toks
	for k := range t {
		next := func(w string) bool { return k+1 < len(t) && t[k+1].low == w }
		if t[k].is("immediately", "asap", "instantly", "forthwith") || t[k].is("right", "straight") && next("away") || t[k].is("at") && next("once") || t[k].is("immediate") && next("effect") || t[k].is("right") && next("now") {
			return []finding{{field: fieldEnd, i: k, j: k + 1, day: today, text: today.String(), strength: 2, reason: "access is to end at once"}}
		}
	}
	return nil
}
