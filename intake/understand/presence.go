package understand

// presentState: the words before the preposition at k tell how the account stands: "is
// good until", "has it through", "is now until", "runs until", and no wish is in them.
func (p *prose) presentState(k int) bool {
	t := p.toks
	start := p.clauseStart(k)
	account, now := false, p.presentlyIn(start, p.clauseEnd(k))
	for n := start; n < k; n++ {
		if t[n].has(gModal|vWant|gPlease) || t[n].is("to", "let", "make", "been") {
			return false
		}
		account = account || t[n].has(nAccount) || t[n].low == "it" || t[n].low == "that"
	}
	if k > start && t[k-1].is("now", "currently", "presently") {
		return true
	}
	n := k - 1
	for n > start && stillWords[t[n].low] {
		n--
	}
	if n < start {
		return false
	}
	if t[n].has(gHave) && n == k-1 {
		return true // "he has until March 5"
	}
	if t[n].is("runs", "lasts", "goes", "run") || t[n].has(gBe) {
		return account || now
	}
	if t[n].is("it", "access", "one") && n > start && t[n-1].has(gHave) {
		return true
	}
	if !stateWords[t[n].low] {
		return now
	}
	for n--; n > start && stillWords[t[n].low]; n-- {
	}
	if n < start {
		// "(valid through March 19)", "valid until March 19, needed until …"
		return start > 0 && t[start-1].is("(", ",") || p.wantedAfter(k)
	}
	return t[n].has(gBe | gHave)
}

// wantedAfter: behind token k its sentence says what is wanted.
func (p *prose) wantedAfter(k int) bool {
	for n := k + 1; n < p.sentenceEnd(k); n++ {
		if p.toks[n].has(vWant) || p.toks[n].is("should") {
			return true
		}
	}
	return false
}

// notToGoOn: that access goes on until a day, which the preposition at k marks, is what
// is not wanted: "no reason to have it sit open until March 12", "no need to keep it until
// the fall", "must not run until May 5", or was planned before ("was set to run through
// April 30"). That a guest does not leave until a day is told.
func (p *prose) notToGoOn(k int) bool {
	denied := false
	for n := p.clauseStart(k); n < k; n++ {
		t := &p.toks[n]
		if t.is("would", "it'd") && n+1 < k && p.toks[n+1].is("have", "otherwise") {
			return true // "it would otherwise run until", "would have gone on until"
		}
		if plannedWords[t.low] && n > 0 && p.toks[n-1].is("was", "were") && p.at(n, n+1).low == "to" {
			return true // "was set to run through"
		}
		denied = denied || t.has(gNot)
		if denied && (t.is("reason", "need", "point", "sense", "sit", "run", "linger", "open", "active") || t.has(vKeep) && !t.is("leave")) {
			return true
		}
	}
	return false
}

// plannedWords tell behind "was" what was planned before the wish.
var plannedWords = set("set supposed meant due scheduled slated planned intended expected going")

// presentlyIn: the tokens [i, j) say that they tell of the present.
func (p *prose) presentlyIn(i, j int) bool {
	for k := i; k < j; k++ {
		switch t := &p.toks[k]; {
		case t.is("currently", "presently"):
			return true
		case t.is("present", "moment", "now", "far", "stands") && k > i && (p.toks[k-1].is("at", "right", "so", "it", "just", "as") || k > i+1 && p.toks[k-2].is("at", "as")):
			return true
		}
	}
	return false
}
