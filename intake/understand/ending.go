package understand

// particles that make a verb of ending out of one of moving: "shut down", "take away".
func (s *sentence) endParticle(k int) bool {
	for n := k + 1; n < min(s.j, k+8); n++ {
		if s.t[n].is("off", "down", "away", "out", "plug") {
			return true
		}
	}
	return false
}

// commonEndVerbs end anything: what is closed or taken away must be the account.
var commonEndVerbs = set("take takes taking taken turn turned turning switch switched switching drop pull wind winding shut shutting cut cutting withdraw withdrawn withdrawing stop stopped stopping end ended ending ends close closed closing lock block remove removed removing delete deleted cancel cancelled canceled")

// ends: an account is to be closed, its day brought forward, or its guest is gone.
func (s *sentence) ends(add adder) {
	for _, a := range s.acts {
		if a.negated || a.mood == possible || a.mood == retold && !(a.lex.any(fPast) && a.mood != retold) || s.averse(a.at) || s.readers(a.at) || s.lapses(a) || s.impends(a.at) {
			continue
		}
		points, why := s.endsBy(a)
		switch {
		case points == 0:
			continue
		case s.newcomer && a.lex.any(vCease|vMove|vShorten) && s.namesDay():
			continue // the last day of the account that is asked for
		case a.lex.any(vCease) && s.namesDay() && (s.any("longer") || s.pair(gMore, nTime, 2) >= 0):
			continue // "more time: her account is to end on June 18"
		case s.completing && a.lex.any(vCease) && s.namesDay():
			add(SupplyDetails, 4, "it names the last day of a request made before")
		default:
			add(EndAccount, points, why)
		}
		return
	}
	switch {
	case s.locksOut():
		add(EndAccount, 4, "somebody is to be kept out")
	case s.toBeOff():
		add(EndAccount, 4, "an account is to be off")
	case s.namesEnding():
		add(EndAccount, 4, "ending is spoken of")
	default:
		s.leaves(add)
	}
}

// endsBy tells how much a verb asks for an account to be ended.
func (s *sentence) endsBy(a act) (points int, why string) {
	t, w := s.t, &s.t[a.at]
	nouns, person := s.object(a)
	done := a.mood.asks() || a.mood == told && a.lex.any(fBase|fThrd) && s.letsEnd(a.at)
	switch {
	case a.lex.any(vEnd) && commonEndVerbs[w.low]:
		switch {
		case w.is("take", "takes", "taking", "taken", "turn", "turned", "turning", "switch", "switched", "switching", "pull") && !s.endParticle(a.at),
			a.at+1 < s.j && t[a.at+1].is("of", "to", "up", "with") && !w.is("cut") && !(a.at > s.i && t[a.at-1].has(gBe)),
			w.is("end", "ends", "ending", "ended") && !endIsVerb(t[s.i:s.j], a.at-s.i) && !(a.mood.asks() && !isDateAfter(t, a.at)),
			w.is("ending") && a.at > s.i && t[a.at-1].has(nAccount) && near(t, a.at-1, -3, "a", "an", "new"),                         // "an account ending on …" is one to be made
			s.any("address", "addresses", "mailbox", "phone") && s.lex&nAccount == 0 && (!person || a.lex.any(fPart) && s.any("it")), // "her student address will be switched off"
			w.is("cancel", "cancelled", "canceled") && nouns&nRequest != 0 && nouns&nAccount == 0:
			return 0, ""
		}
		if done && (nouns&nAccount != 0 || person && w.is("remove", "cut", "block", "lock", "removed", "close") || s.p.isAccountIDNear(a.at) || t[min(a.at+1, s.j-1)].is("it", "them", "both") || a.at > s.i && t[a.at-1].is("it", "them") || a.lex.any(fPart) && s.any("it") || person && s.anyOf(a.at, networkWords)) {
			return 5, "an account is to be ended"
		}
	case a.lex.any(vEnd) && !a.lex.any(vLose|vKeep|vLeave) || w.is("delete", "deleting", "retire"):
		if done && (nouns&nAccount != 0 || person || s.namesAccount() || s.p.subject) {
			return 5, "an account is to be ended"
		}
	case a.lex.any(vCease) && nouns&nAccount != 0 && done && !a.lex.any(fThrd) && !w.is("finish", "finished", "finishing") && (!w.is("run", "running") || s.p.at(a.at, a.at+1).low == "out") && s.subjectIs(a.at, nAccount):
		return 4, "an account is to end"
	case w.is("expire") && a.mood == directive && s.p.isAccountIDNear(a.at):
		return 4, "an account is to end"
	case a.lex.any(vShorten) && a.mood.asks() && (nouns&(nAccount|nExpiry) != 0 || person):
		return 5, "an account is to end sooner"
	case a.lex.any(vMove) && s.any("forward", "earlier", "sooner") && a.mood.asks() && (nouns&(nAccount|nExpiry) != 0 || s.movesEnd(a.at)):
		return 5, "an account is to end sooner"
	}
	return 0, ""
}

// readers: what the verb is about is the reader's own ("your access will end"): that is a
// threat or a notice, and nothing that the reader is asked for.
func (s *sentence) readers(k int) bool {
	for n := k - 2; n >= max(s.i, k-6) && !s.boundary(n); n-- {
		if s.t[n].low == "your" {
			return s.t[n+1].has(nAccount) || s.t[n+2].has(nAccount)
		}
	}
	return false
}

// lapses: what an account may do by itself when its day has come, which nobody has to
// do anything for: "it can lapse", "let it expire", "it may end as planned". A day or
// an "at once" would make it a wish.
func (s *sentence) lapses(a act) bool {
	if !a.lex.any(vCease) || s.any("now", "immediately", "once", "today", "tomorrow") || s.phrase("that", "day") || s.phrase("that", "date") {
		return false
	}
	if s.phrase("by", "itself") || s.phrase("on", "its", "own") || s.any("naturally", "automatically") || s.any("as", "when") && s.any("planned", "scheduled", "foreseen", "intended", "expected", "due", "normal") {
		return true
	}
	w := &s.t[a.at]
	return (w.is("lapse", "expire", "lapsing", "expiring") || w.is("run", "running") && near(s.t[:s.j], a.at, 2, "out")) && !s.namesDay()
}

// locksOut: somebody must not get in any more: "make sure he can't log in".
func (s *sentence) locksOut() bool {
	if s.question || s.lex&(nActivate|nCode) != 0 || !(s.please || s.any("sure", "must", "should", "ensure", "want")) {
		return false
	}
	for k := s.i; k < s.j; k++ {
		if s.t[k].has(gNot) && s.t[k].is("no", "not", "can't", "cannot", "cant", "mustn't", "shouldn't", "never") && near(s.t[:s.j], k, 6, "log", "login", "sign", "connect", "access", "get", "enter") && s.any("longer", "more", "anymore", "again") && s.any("in", "access", "into", "connect", "login") {
			return true
		}
	}
	return false
}

// offStates are what a closed account is.
var offStates = set("off dead gone closed shut inactive disabled")

// toBeOff: a state is wished for: "I need his login dead today", "I'd feel better if her
// account were off".
func (s *sentence) toBeOff() bool {
	if s.question || s.lex&nAccount == 0 || s.lex&(vWant|gModal|gPlease) == 0 {
		return false
	}
	account := s.i
	for account < s.j && !s.t[account].has(nAccount) {
		account++
	}
	for k := account + 1; k < min(s.j, account+6); k++ {
		switch {
		case s.t[k].has(gNot):
			return false
		case offStates[s.t[k].low] && s.t[k-1].has(gBe|gThird|nAccount):
			return true
		}
	}
	return false
}

// namesEnding: ending is named by a noun: "termination of jd123", or opens a subject.
func (s *sentence) namesEnding() bool {
	bare := s.p.subject || s.acts == nil
	for k := s.i; k < s.j; k++ {
		w := &s.t[k]
		switch {
		case w.is("termination", "deactivation", "closure", "removal", "revocation") && (bare || s.lex&nAccount != 0 && (s.please || s.you || s.lex&vWant != 0)),
			bare && w.is("offboarding", "off-boarding", "cancellation", "shutdown"),
			s.p.subject && k <= s.i+1 && w.is("close", "terminate", "deactivate", "disable", "end", "offboard", "revoke", "remove", "closing", "ending") && !(k+1 < s.j && (s.t[k+1].is("of", "date") || isDateWord(&s.t[k+1]))):
			return true
		}
	}
	return false
}

// namesAccount: an account's ID stands in the sentence.
func (s *sentence) namesAccount() bool {
	for k := s.i; k < s.j; k++ {
		if s.p.isAccountID(k) {
			return true
		}
	}
	return false
}

// impends: what is about to happen by itself: "is about to close", "is due to end".
func (s *sentence) impends(k int) bool {
	return k-2 >= s.i && s.t[k-1].low == "to" && s.t[k-2].is("about", "due", "set", "going", "scheduled", "bound", "slated")
}

// letsEnd: "let it end", "to end", "should stop".
func (s *sentence) letsEnd(k int) bool {
	return near(s.t[:s.j], k, -6, "let", "have", "make", "to", "should", "can", "must", "may", "please")
}

// subjectIs: a noun of the class stands before the verb in its clause.
func (s *sentence) subjectIs(k int, c lex) bool {
	for n := k - 1; n >= max(s.i, k-9) && (!s.boundary(n) || s.t[n].is("(", ")")); n-- {
		if s.t[n].has(c) || s.p.isAccountID(n) {
			return true
		}
	}
	return near(s.t[:s.j], k, -3, "it", "them") && near(s.t[:s.j], k, -4, "let", "have")
}

func isDateAfter(t []token, k int) bool { return k+1 < len(t) && isDateWord(&t[k+1]) }

// isAccountIDNear: an account ID stands right after the verb.
func (p *prose) isAccountIDNear(k int) bool {
	for n := k + 1; n < min(len(p.toks), k+4); n++ {
		if p.isAccountID(n) {
			return true
		}
	}
	return false
}

// leaves: the guest is gone or goes early, or needs no account any more. That tells
// why an account is to end; by itself it asks for little.
func (s *sentence) leaves(add adder) {
	t := s.t
	for k := s.i; k < s.j; k++ {
		if t[k].is("no") && k+1 < s.j && t[k+1].is("longer", "more") || t[k].has(gNot) && (near(t[:s.j], k, 9, "anymore", "any") && near(t[:s.j], k, 10, "more", "longer", "anymore", "further") || near(t[:s.j], k, 4, "needed", "need", "required") && near(t[:s.j], k, 7, "beyond", "after", "past")) {
			// "no longer needed, with us, employed, coming"
			end := min(s.j, k+9)
			start := max(s.i, k-6)
			for n := start; n < end; n++ {
				if t[n].has(vWant) || t[n].is("with", "works", "working", "work", "employed", "here", "part", "member", "affiliated", "coming", "use", "uses", "using", "at", "required", "necessary", "among", "active") {
					points := 2
					if s.lex&nAccount != 0 {
						points = 3
					}
					add(EndAccount, points, "the guest no longer needs the account")
					return
				}
			}
		}
		if t[k].has(gNot) && near(t[:s.j], k, 5, "back", "returning", "return") && near(t[:s.j], k, 5, "be", "coming", "come", "returning", "return", "is") {
			add(EndAccount, 2, "the guest does not come back")
			return
		}
		if t[k].is("left", "quit", "resigned", "resigning", "fired", "dismissed", "departed", "gone") && !near(t[:s.j], k, 2, "out", "to", "office") && !(t[k].is("left") && k > s.i && t[k-1].is("weeks", "days", "months", "time", "be")) {
			points := 2
			if t[k].is("left", "gone") {
				points = 1
			}
			add(EndAccount, points, "the guest has left")
			return
		}
		if t[k].is("early", "earlier", "sooner", "prematurely", "ahead") && (s.lex&(vLeave|vEnd|vCease) != 0) && !s.any("earlier this", "message") && near(t[:s.j], k, -12, "go", "goes", "going", "home", "end", "ends", "ended", "ending", "leave", "leaves", "leaving", "left", "finish", "finishes", "finished", "finishing", "terminated", "return", "returning", "departs", "cut", "stop", "wraps", "wrapped", "completed") {
			add(EndAccount, 2, "the guest leaves early")
			return
		}
		if t[k].is("last") && k+1 < s.j && t[k+1].is("day") && s.any("tomorrow", "today", "was", "yesterday", "now") {
			add(EndAccount, 1, "the guest's last day is near")
			return
		}
	}
}

// endIsVerb: "end her account", "should end then", "please end"; not "the end of June".
func endIsVerb(t []token, k int) bool {
	if k > 0 && t[k-1].is("to", "should", "can", "please", "must", "will", "could", "you", "early", "we", "need", "and") {
		if k+1 < len(t) && t[k+1].is("of", "date") {
			return false
		}
		return !(k > 0 && t[k-1].is("to", "and") && k+1 < len(t) && isDateWord(&t[k+1]) && !t[k+1].is("on"))
	}
	if k+1 < len(t) && t[k+1].is("of", "date", "dates", "in") {
		return false
	}
	if k > 0 && accountWords[t[k-1].low] && k+1 < len(t) && t[k+1].is("on", "then", "today", "tomorrow", "early", "now", "at", "with") {
		return true // "let her account end on that day"
	}
	return k == 0 || accountShape(t[k-1].low) || t[k-1].is("early") || k+2 < len(t) && t[k+1].is("the", "his", "her", "their") && accountWords[t[k+2].low]
}
