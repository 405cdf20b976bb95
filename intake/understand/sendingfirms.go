package understand

// sendingFirms finds firms by what they do, whatever they are called: "Zeiss is sending us
// an engineer", "Thermo wants to send Luis Camarena". Whom they send follows: a guest's
// name or what people come as; else a person may send a form.
func (p *prose) sendingFirms() []finding {
	t := p.toks
	var out []finding
	for k := range t {
		if !t[k].is("send", "sends", "sending", "sent", "dispatches", "dispatching", "seconds", "seconding", "lends", "lending", "loans", "loaning") || !p.somebodyFollows(k) {
			continue
		}
		start := p.clauseStart(k)
		if t[start].low == "the" && start+1 < k {
			start++
		}
		if !t[start].capital || t[start].kind != word || notNames[t[start].low] || titles[t[start].low] || p.isOrg(start, start+1) || isHost(t, start, start+1) {
			continue
		}
		if m, ok := mentionAt(t, start); ok && (m.title || knownPerson(m.words, []person{p.region.writer}) != "") {
			continue
		}
		end := orgRun(t, start)
		if end <= k && k-end <= 3 && (end == k || t[end].has(gBe|gModal|gHave|vWant)) {
			out = append(out, finding{field: fieldAffiliation, i: start, j: end, text: clean(p.textOf(start, end)), strength: 2, reason: "who sends the guest"})
		}
	}
	return out
}

// somebodyFollows: the verb at k has a person for its object.
func (p *prose) somebodyFollows(k int) bool {
	for n := k + 1; n < min(len(p.toks), k+9) && p.toks[n].sentence == p.toks[k].sentence; n++ {
		if roleHead(p.toks[n].low) || p.guestAt(n) {
			return true
		}
	}
	return false
}
