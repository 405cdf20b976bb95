package understand

// What people look for in vain in a message with nothing to do: "no action needed".
var (
	deeds     = set("action actions do reply answer respond response react act worry")
	messages  = set("message mail email e-mail request note this that it")
	setAsides = set("disregard ignore")
)

// nothingToDo: the sender's own words say that nothing is asked of the reader. Then what
// they tell or forward is news, and only a demand besides counts.
func (r *reader) nothingToDo() bool {
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		for i := 0; i < len(p.toks); {
			j := p.sentenceEnd(i)
			bare := sentence{p: p, t: p.toks, i: i, j: j, question: p.toks[j-1].low == "?"}
			if bare.disclaimerAt() >= 0 && p.sentence(i, j, r).disclaims() {
				return true
			}
			i = j
		}
	}
	return false
}

// disclaims: the sentence says that there is nothing to do ("no action needed", "you
// need not do anything", "for your information"), or takes the matter back ("never
// mind", "please ignore this"), without asking for anything else.
func (s *sentence) disclaims() bool {
	k := s.disclaimerAt()
	if k < 0 {
		return false
	}
	for n := k; n < s.j; n++ {
		if s.t[n].is("but", "except", "besides", "than", "instead") {
			return false // "nothing to do but to close ml204"
		}
	}
	for _, a := range s.acts {
		if !a.negated && a.mood == directive && a.at > k && !setAsides[s.t[a.at].low] && !a.lex.any(vCease|vTell) && !deeds[s.t[a.at].low] {
			return false // "please ignore my last mail and close the account today"
		}
	}
	return true
}

// disclaimerAt finds where the sentence says so; −1 where it does not.
func (s *sentence) disclaimerAt() int {
	t := s.t[:s.j]
	for k := s.i; k < s.j; k++ {
		w := &t[k]
		switch {
		case w.low == "fyi" && (k == s.i || k == s.j-1),
			w.low == "for" && near(t, k, 1, "your") && near(t, k, 2, "information", "info", "records"),
			w.low == "false" && near(t, k, 1, "alarm"),
			w.low == "nevermind", w.low == "never" && near(t, k, 1, "mind"),
			setAsides[w.low] && !s.lexBefore(k, gNot) && (s.anyOf(k+1, messages) || k+1 == s.j || s.boundary(k+1) || t[k+1].is(".", "!")):
			return k
		case w.low == "nothing" && !s.question && (near(t, k, 4, "needed", "required", "necessary", "further") || near(t, k, 6, "do", "done") && near(t, k, 5, "to")),
			w.low == "no" && k+1 < s.j && deeds[t[k+1].low] && near(t, k, 6, "needed", "required", "necessary", "expected"),
			w.low == "no" && near(t, k, 1, "need") && s.deedAfter(k+1),
			w.has(gNot) && near(t, k, 1, "have", "need") && near(t, k, 2, "to") && s.deedAfter(k+2),
			(w.low == "needn't" || w.low == "not" && near(t, k, -1, "need")) && s.deedAfter(k):
			return k
		}
	}
	return -1
}

// deedAfter: what is not needed is a deed of any kind: "to do anything", "to reply".
func (s *sentence) deedAfter(k int) bool {
	for n := k + 1; n < min(s.j, k+5); n++ {
		if deeds[s.t[n].low] {
			return n+1 >= s.j || s.t[n+1].kind == punct || !s.t[n+1].is("the", "an", "a", "it")
		}
	}
	return false
}

// lexBefore: a word of the class stands within three tokens before k.
func (s *sentence) lexBefore(k int, c lex) bool {
	for n := k - 1; n >= max(s.i, k-3); n-- {
		if s.t[n].has(c) {
			return true
		}
	}
	return false
}

// anyOf: a word of the set stands from token k on.
func (s *sentence) anyOf(k int, words map[string]bool) bool {
	for ; k < s.j; k++ {
		if words[s.t[k].low] {
			return true
		}
	}
	return false
}

// demands: the sentence asks for a deed outright.
func (s *sentence) demands() bool {
	for _, a := range s.acts {
		if a.mood.asks() && !a.negated && !a.lex.any(vTell) {
			return true
		}
	}
	return s.question
}
