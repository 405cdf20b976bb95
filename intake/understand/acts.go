package understand

// adder takes what speaks for an intent: how much, and why.
type adder func(i Intent, points int, why string)

// intents adds what one sentence asks for: a verb's class, what is done to whom, and
// how the verb is meant. A question after how things work or stand asks for nothing else.
func (s *sentence) intents(add adder, r *reader) {
	if !s.asksRead {
		s.asksRead = true
		s.weigh(func(i Intent, n int, why string) { s.asks = append(s.asks, request{i, n, why}) }, r)
	}
	for _, a := range s.asks {
		add(a.intent, a.points, a.why)
	}
}

func (s *sentence) weigh(add adder, r *reader) {
	if s.asksLesson() {
		add(Help, 5, "it asks for an explanation")
		return
	}
	if why := s.asksState(); why != "" {
		add(Status, 5, why)
		return
	}
	if why := s.asksHow(); why != "" {
		points := 4
		if s.p.subject {
			points = 2
		}
		add(Help, points, why)
		return
	}
	if s.later() {
		add(Help, 1, "it speaks of a request that may come later")
		return
	}
	acted := false
	sure := func(i Intent, n int, why string) {
		if s.p.subject && n > 1 {
			n--
		}
		acted = acted || n >= 3
		add(i, n, why)
	}
	s.resends(sure, r)
	s.ends(sure)
	s.extends(sure, add)
	if !acted {
		s.creates(add, r)
	}
	s.decides(add, r)
	s.completes(add, r)
}

// object is what the verb is done to: the nouns after it up to the next clause or
// verb, in the passive those before it; and whether a person is among them.
func (s *sentence) object(a act) (nouns lex, person bool) {
	t := s.t
	look := func(k int) {
		nouns |= t[k].lex &^ (verbs | fBase | fThrd | fPast | fPart | fIng)
		if t[k].low == "id" && k > s.i && t[k-1].is("hms", "user", "login", "account", "ecommons") || s.p.isAccountID(k) {
			nouns |= nAccount
		}
		if t[k].is("them", "him", "her", "me", "us") || nameToken(t, k) || roleHead(t[k].low) || t[k].has(nGuest) || people[t[k].low] {
			person = true
		}
	}
	for k := a.at + 1; k < min(s.j, a.at+12); k++ {
		if s.boundary(k) && !t[k].is("(", ")", "-") {
			break
		}
		if k > a.at+2 && t[k].is("and") && k+1 < s.j && t[k+1].lex&verbs != 0 && s.isVerb(k+1, k+1) && !nameToken(t, k+1) {
			break
		}
		look(k)
	}
	if nouns&nMessage != 0 && !a.lex.any(fPart) {
		return nouns, person // "extend the account and stop the mails": what is stopped follows
	}
	if a.lex.any(fPart) || a.lex.any(vCease|vEnd|vKeep|vExtend|vRevive|vMove) {
		for k := a.at - 1; k >= max(s.i, a.at-14); k-- {
			if t[k].is(";", ":", "but", "because", "so") {
				break
			}
			look(k)
		}
	}
	return nouns, person
}

// people are what somebody is called without a name or a role.
var people = set("person lady gentleman woman man colleague author writer")

// any: one of the words stands in the sentence.
func (s *sentence) any(words ...string) bool {
	for k := s.i; k < s.j; k++ {
		if s.t[k].is(words...) {
			return true
		}
	}
	return false
}

// pair: a word of the first class stands within n tokens before one of the second.
func (s *sentence) pair(a, b lex, n int) int {
	for k := s.i; k < s.j; k++ {
		if !s.t[k].has(a) {
			continue
		}
		for m := k + 1; m < min(s.j, k+1+n); m++ {
			if s.t[m].has(b) {
				return m
			}
		}
	}
	return -1
}

// averse: words before the verb say that it is just what should not happen: "I would
// hate for her to be locked out".
func (s *sentence) averse(k int) bool {
	for n := k - 1; n >= max(s.i, k-10) && !s.boundary(n); n-- {
		if s.t[n].has(gAverse) && !s.t[n].is("instead", "rather") {
			return true
		}
	}
	return false
}

// near: a word of the class stands within n tokens of k, on either side.
func (s *sentence) near(k, n int, c lex) bool {
	for m := max(s.i, k-n); m < min(s.j, k+n+1); m++ {
		if m != k && s.t[m].has(c) {
			return true
		}
	}
	return false
}

func isDateWord(t *token) bool {
	if t.kind == number {
		return true
	}
	_, m := months[t.low]
	_, w := weekdays[t.low]
	return m || w || t.is("of", "on", "date", "today", "tomorrow")
}
