package understand

import "strings"

// extends: an account is to go on: extended, renewed, kept, its end moved, or more
// time is asked for.
func (s *sentence) extends(add, plain adder) {
	t := s.t
	if s.newcomer && s.lex&(nAccount|vExtend) == 0 {
		return // a day put right, the sponsor's own renewal: not the guest's who is yet to come
	}
	if s.any("not", "no") {
		for k := s.i; k+1 < s.j; k++ {
			if t[k].is("not", "no") && (t[k+1].has(nExtension) || k+2 < s.j && t[k+2].has(nExtension) && t[k+1].is("an", "for", "a", "any")) {
				plain(RequestExtension, -7, "")
				return
			}
		}
	}
	for _, a := range s.acts {
		if t[a.at].is("lose", "loses", "losing") && s.lex&nAccount != 0 && (a.negated || s.averse(a.at)) && !s.newcomer {
			add(RequestExtension, 4, "the guest is not to lose access")
			return
		}
		if a.negated && a.lex.any(vCease) && a.lex.any(fBase) && a.mood.asks() && !t[a.at].is("run", "finish") && s.subjectIs(a.at, nAccount) {
			add(RequestExtension, 4, "the account is not to end yet")
			return
		}
		if a.negated || a.mood == possible || a.mood == askedHow {
			continue
		}
		nouns, person := s.object(a)
		w := &t[a.at]
		switch {
		case a.lex.any(vExtend):
			if roleExtended(t[s.i:s.j], a.at-s.i) || a.mood == retold {
				// told, not asked; but a stay that was extended wants the account to follow
				if a.mood == retold && !roleExtended(t[s.i:s.j], a.at-s.i) && s.any("stay", "visit", "project", "internship") && nouns&nAccount == 0 {
					add(RequestExtension, 3, "the guest's stay was extended")
					return
				}
				continue
			}
			add(RequestExtension, 5, "an extension is asked for")
			return
		case a.lex.any(vRevive) && (nouns&nAccount != 0 || person) && s.lex&nActivate == 0 && a.mood.asks():
			add(RequestExtension, 4, "an account that lapsed is to go on")
			return
		case !(a.at+1 < s.j && t[a.at+1].is("off")) && w.is("keep", "keeps", "keeping", "leave", "leaving", "maintain", "maintaining", "retain", "hold", "continue", "carry", "kept", "keeps") && a.mood != retold && !s.departs(a.at) && (nouns&nAccount != 0 || s.any("open", "active", "going", "alive", "running", "valid", "on", "in place")) && (nouns&nAccount != 0 || person || s.any("it")) && !s.any("mind", "copy", "cc", "loop", "touch") && s.lex&nCode == 0:
			add(RequestExtension, 3, "an account is to be kept open")
			return
		case w.is("remain", "stay") && a.mood.asks() && !s.newcomer && s.subjectIs(a.at, nAccount):
			add(RequestExtension, 4, "an account is to be kept open")
			return
		case a.lex.any(vWant) && a.mood.asks() && !s.newcomer && s.owns(a.at) && s.any("until", "till", "through", "beyond", "past"):
			add(RequestExtension, 4, "the account that somebody has is needed on")
			return
		case w.is("adjust", "update", "amend") && a.mood.asks() && s.owns(a.at) && s.lex&nMessage == 0 && !s.any("name", "address", "address:"):
			add(RequestExtension, 3, "an account is to be adjusted to a stay")
			return
		case w.is("add", "tack") && a.mood.asks() && nouns&nTime != 0 && (nouns&nAccount != 0 || s.namesAccount()):
			add(RequestExtension, 4, "more time is asked for")
			return
		case (a.lex.any(vMove) || w.is("make", "have", "making")) && a.mood.asks() && s.movesEnd(a.at):
			// sooner or later the verb does not say; that the guest leaves early would
			if s.bringsForward() {
				add(EndAccount, 6, "the end of an account is to be brought forward")
				return
			}
			add(RequestExtension, 5, "the end of an account is to be moved")
			add(EndAccount, 4, "the end of an account is to be moved")
			return
		case w.is("push", "move", "pushed", "moved", "shift", "bump") && a.mood.asks() && s.any("out", "back", "date") && s.any("to", "until", "till") && !s.any("office", "desk"):
			add(RequestExtension, 3, "the end is to be moved")
			return
		case w.is("lose", "loses", "losing") && s.lex&nAccount != 0:
			add(RequestExtension, 2, "the guest is about to lose access")
		}
	}
	for k := s.i + 1; k < s.j; k++ {
		if t[k].is("last") && (t[k-1].is("to", "should", "must") || t[k-1].has(nAccount)) && s.subjectIs(k, nAccount) && !s.newcomer {
			add(RequestExtension, 4, "an account is to last") // "for her account to last that long"
			return
		}
	}
	if s.forbidsEnd() {
		add(RequestExtension, 3, "the account is not to end")
		return
	}
	if s.lex&nAccount != 0 && s.any("ends", "end", "expires", "expire", "runs", "lapses") && (s.phrase("too", "early") || s.phrase("too", "soon")) {
		add(RequestExtension, 3, "the account ends too early")
		return
	}
	if s.phrase("same", "account") && s.lex&vKeep != 0 {
		add(RequestExtension, 4, "the account is to go on")
		return
	}
	if s.outlasts() {
		add(RequestExtension, 3, "the guest stays longer than the account")
		return
	}
	for k := s.i; k < s.j; k++ {
		if !t[k].has(nExtension) || k+1 < s.j && t[k+1].is("form", "number", "cord", "school") && !s.p.subject || k+1 < s.j && t[k+1].kind == number && len(t[k+1].text) <= 5 && !isDateAfter(t[:s.j], k) {
			continue
		}
		if k+1 < s.j && t[k+1].kind == number && len(t[k+1].text) >= 4 && len(t[k+1].text) <= 5 && !strings.HasPrefix(t[k+1].text, "20") {
			continue
		}
		if near(t[:s.j], k, -4, "possible", "possibly", "possibility", "may", "might", "perhaps", "option", "maybe", "later", "eventual", "hsr", "visa") && !near(t[:s.j], k, -4, "i", "we") && !s.question {
			continue
		}
		if near(t[:s.j], k, 3, "hsr", "visa", "role") || s.retoldNoun(k) {
			continue
		}
		if k > s.i && t[k-1].has(gNot) {
			continue
		}
		add(RequestExtension, 5, "an extension is asked for")
		return
	}
	// "New end date for X: 31 May"
	for k := s.i; k < s.j; k++ {
		if t[k].is("new", "revised", "later", "updated") && k+2 < s.j && (t[k+1].has(nExpiry) || t[k+1].is("last", "final") && t[k+2].is("day", "date")) {
			add(RequestExtension, 3, "a new end is named")
			return
		}
	}
	if k := max(s.pair(gMore, nTime, 3), s.pair(nTime, gMore, 1)); k >= 0 && !s.any("no longer") && !(s.any("than") && s.any("no", "not")) && !s.any("ago", "old") && !s.phrase("one", "more", "time") {
		add(RequestExtension, 3, "more time is asked for")
		return
	}
	for k := s.i; k+1 < s.j; k++ {
		if _, ok := durationAt(t[:s.j], k+1); ok && t[k].is("+", "plus") && (s.namesAccount() || s.p.subject) {
			add(RequestExtension, 4, "time is to be added to an account") // "wz551: +3 months"
			return
		}
	}
	for k := s.i + 1; k < s.j; k++ {
		if t[k].low == "longer" && !t[k-1].is("no", "any") && (s.lex&(vKeep|nTime|nAccount|vWant) != 0 || s.lex&gThird != 0) && s.lex&vCreate == 0 {
			add(RequestExtension, 3, "more time is asked for")
			return
		}
	}
	// staying past a day: weak, for a new guest stays until a day, too
	going := false
	for _, a := range s.acts {
		going = going || a.lex.any(vKeep) && !t[a.at].has(vLeave) && a.mood != possible && !a.negated
	}
	if going && s.any("through", "until", "till", "to", "beyond", "past", "on") && !s.any("joins", "arrives", "starts", "joining", "new", "joined") {
		named := false
		for k := s.i; k < s.j; k++ {
			named = named || s.p.isAccountID(k)
		}
		switch {
		case named:
			add(RequestExtension, 3, "the account is to go on")
		case s.lex&nAccount != 0:
			add(RequestExtension, 2, "the account is to go on")
		case s.any("on") && s.any("staying", "stay", "stays", "kept", "keeping"):
			add(RequestExtension, 2, "the guest stays on")
		}
	}
	for k := s.i; k < s.j; k++ {
		if t[k].is("still") && near(t[:s.j], k, 3, "needs", "need", "working", "requires", "needed", "here", "using", "uses", "require") {
			add(RequestExtension, 2, "the guest still needs the account")
			break
		}
	}
	if !s.question && s.lex&nAccount != 0 && s.lex&nCode == 0 {
		for k := s.i; k < s.j; k++ {
			if t[k].is("expires", "expire", "expiring", "lapses", "lapse", "lapsed", "expired") || t[k].is("runs", "run", "running", "ran") && near(t[:s.j], k, 2, "out") {
				add(RequestExtension, 1, "the account is about to expire")
				break
			}
		}
	}
}

// bringsForward: the day that the sentence names lies before one that the message takes
// back: "finishes on Friday rather than in July".
func (s *sentence) bringsForward() bool {
	for _, d := range s.p.dates {
		if d.i < s.i || d.i >= s.j || s.p.negated(d) {
			continue
		}
		day, ok := d.asEnd(s.today)
		for _, o := range s.p.dates {
			if was, ok2 := o.asEnd(s.today); ok && ok2 && day.Before(was) && s.p.negated(o) {
				return true
			}
		}
	}
	return false
}

// owns: the account after the verb at k is one that somebody has: "her account", "ml204".
func (s *sentence) owns(k int) bool {
	for n := k + 1; n < min(s.j, k+7); n++ {
		if s.p.isAccountID(n) {
			return true
		}
		if s.t[n].has(nAccount) {
			return near(s.t, n, -3, "her", "his", "their", "'s")
		}
	}
	return false
}

// forbidsEnd: the verb of the sentence before is left out: "His account is about to close.
// It should not."
func (s *sentence) forbidsEnd() bool {
	if s.j-s.i > 5 || s.i == 0 || !s.any("should", "must", "shouldn't", "mustn't") || s.lex&gNot == 0 || s.acts != nil {
		return false
	}
	before := lex(0)
	for k := s.p.sentenceStart(s.i - 1); k < s.i; k++ {
		before |= s.t[k].lex
	}
	return before&nAccount != 0 && before&(vCease|vEnd) != 0
}

// outlasts: the account expires, but the guest stays past that.
func (s *sentence) outlasts() bool {
	ends := -1
	for k := s.i; k < s.j; k++ {
		if s.t[k].is("expires", "expire", "ends", "lapses", "runs") && s.lex&nAccount != 0 {
			ends = k
		}
		if ends >= 0 && s.t[k].is("but", "although", "though", "yet", "whereas", "while") && near(s.t[:s.j], k, 12, "until", "till", "through", "beyond", "longer", "past") {
			return true
		}
	}
	return false
}

// retoldNoun: "you granted the extension", "thanks for the extension".
func (s *sentence) retoldNoun(k int) bool {
	return near(s.t[:s.j], k, -4, "thanks", "thank", "granted", "received", "got", "appreciate", "appreciated") && !s.any("would", "please", "could")
}

// movesEnd: what is moved is the end of an account: "push the expiration back",
// "change her end date", "update the account to June 30".
func (s *sentence) movesEnd(k int) bool {
	t := s.t
	for n := max(s.i, k-8); n < min(s.j, k+9); n++ {
		if !t[n].has(nExpiry) {
			if t[n].is("last") && n+1 < s.j && t[n+1].is("day") {
				return true
			}
			continue
		}
		after := s.p.at(n, n+1)
		switch {
		case t[n].low != "end" || after.is("date") || after.kind != punct && !isDateWord(after):
			return true
		case after.low == "of" && s.near(n, 5, nAccount):
			return true // "the end of her account", not "the end of June"
		}
	}
	return false
}

// roleExtended: what was extended is the sponsored role, or was said to be done
// already: "Her HSR has been extended", "extend the sponsored role first".
func roleExtended(t []token, k int) bool {
	for n := k + 1; n < min(len(t), k+6); n++ {
		if accountWords[t[n].low] {
			return false
		}
		if t[n].is("hsr", "role", "roles", "visa", "contract", "appointment", "stay", "agreement", "grant", "project", "fellowship") {
			return !t[n].is("stay")
		}
		if t[n].is("for", ",", "and", "until", "through") {
			break
		}
	}
	for n := k - 1; n >= max(0, k-10); n-- {
		if t[n].is(",", ";", "and") && n < k-2 {
			break
		}
		if accountWords[t[n].low] && !t[n].is("id") {
			return false
		}
		if t[n].is("hsr", "role", "roles", "visa", "contract", "appointment", "agreement", "funding", "fellowship") {
			return true
		}
	}
	return false
}

// departs: to leave without an object is what people do ("I leave again on July 30"); what
// is left open is named, or "open" itself follows.
func (s *sentence) departs(k int) bool {
	if !s.t[k].is("leave", "leaving") || k+1 >= s.j {
		return false
	}
	next := &s.t[k+1]
	return !next.has(gThird|gMine|nAccount) && !next.is("the", "it", "this", "that", "these", "those", "everything", "all", "both", "open", "active") && !nameToken(s.t, k+1)
}
