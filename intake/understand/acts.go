package understand

import "strings"

// adder takes what speaks for an intent: how much, and why.
type adder func(i Intent, points int, why string)

// intents adds what one sentence asks for: a verb's class, what is done to whom, and
// how the verb is meant. A question after how things work or stand asks for nothing else.
func (s *sentence) intents(add adder, r *reader) {
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
		if t[k].is("them", "him", "her", "me", "us") || nameToken(t, k) || roleHead(t[k].low) || t[k].has(nGuest) {
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

// resends: the activation message, its code or its link is late, lost, stale or
// wanted again.
func (s *sentence) resends(add adder, r *reader) {
	t := s.t
	about := s.lex & (nActivate | nCode | nMessage)
	why := "the activation is said to be lost, late or wanted again"
	points := 0
	switch {
	case about&nActivate != 0:
		points = 6
	case about&nCode != 0:
		points = 5
	case about&nMessage != 0:
		points = 3
	}
	again := s.lex&gAgain != 0 && !s.any("new guest") || s.any("more") && s.any("once")
	for _, a := range s.acts {
		switch {
		case a.lex.any(vResend) && !a.negated && (a.mood.asks() || a.mood == told && a.lex.any(fIng)):
			add(ResendActivation, max(points, 3), "something is to be sent again")
			return
		case points == 0:
		case a.lex.any(vSend|vWant|vCreate) && a.mood.asks() && !a.negated && again && s.near(a.at, 9, gAgain):
			add(ResendActivation, points, why)
			return
		case points == 3 && !s.any("sponsor", "activation"):
			// "the email" may be any mail: only where it is the guest who lacks it
			if a.negated && a.lex.any(vReceive) && s.lex&gThird != 0 && !a.mood.asks() {
				add(ResendActivation, points, why)
				return
			}
		case a.negated && a.lex.any(vReceive|vWork):
			add(ResendActivation, points, why)
			return
		case a.lex.any(vLose|vFail) && !a.negated && a.mood != possible && a.mood != askedHow:
			add(ResendActivation, points, why)
			return
		}
	}
	if points == 0 && r.aboutActivation() {
		// what is to be sent stands in another sentence: "please send it there"
		for _, a := range s.acts {
			if a.lex.any(vSend) && !a.lex.any(vReceive) && a.mood.asks() && !a.negated && a.at+1 < s.j && t[a.at+1].is("it", "them", "one", "this", "that", "him", "her") && s.lex&(nAccount|nExtension|nRequest) == 0 {
				add(ResendActivation, 4, "the activation is to be sent")
				return
			}
		}
	}
	if points == 0 && (s.please || s.you || s.lex&vWant != 0) {
		// "a new one", "it again": what was lost stands in another sentence
		for k := s.i; k+1 < s.j; k++ {
			if t[k].has(gAgain) && t[k+1].low == "one" || t[k].low == "another" && t[k+1].kind == punct || t[k].low == "it" && (t[k+1].low == "again" || k+2 < s.j && t[k+1].is("once", "one") && t[k+2].is("more")) {
				if s.lex&(vSend|vWant|vCreate) != 0 && s.lex&(nAccount|nExtension|nRequest) == 0 {
					add(ResendActivation, 3, "something is to be sent again")
					return
				}
			}
		}
	}
	if points >= 5 {
		for k := s.i; k < s.j; k++ {
			if t[k].is("lost", "expired", "missing", "spam", "junk", "invalid", "stale", "outdated", "outstanding", "dead", "old", "typo", "nowhere", "unusable", "void", "error", "fails", "failed", "failing", "wrong") || t[k].is("used") && near(t[:s.j], k, -2, "already") || t[k].has(gNot) && near(t, k, 6, "valid", "accepted", "working", "seen", "reached", "usable") || t[k].is("nothing", "never") && s.lex&(vReceive|vSend) != 0 || t[k].is("no") && k+1 < s.j && t[k+1].has(nActivate|nCode) || t[k].is("waiting", "waits") && s.lex&nActivate != 0 || t[k].has(gAgain) && !t[k].is("valid") && k+1 < s.j && near(t, k, 3, "code", "activation", "link", "message", "email", "mail") {
				add(ResendActivation, points, why)
				return
			}
		}
	}
	if s.p.subject && about&nActivate != 0 {
		add(ResendActivation, 3, "the subject is the activation")
	}
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

// aboutActivation: the sender's own words speak of the activation or its code.
func (r *reader) aboutActivation() bool {
	if r.context == toActivation {
		return true
	}
	for _, p := range r.proses {
		for k := range p.toks {
			if !p.region.fwd && p.toks[k].has(nActivate) {
				return true
			}
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

// particles that make a verb of ending out of one of moving: "shut down", "take away".
func (s *sentence) endParticle(k int) bool {
	for n := k + 1; n < min(s.j, k+8); n++ {
		if s.t[n].is("off", "down", "away", "out") {
			return true
		}
	}
	return false
}

// ends: an account is to be closed, its day brought forward, or its guest is gone.
func (s *sentence) ends(add adder) {
	t := s.t
	for _, a := range s.acts {
		w := &t[a.at]
		nouns, person := s.object(a)
		if a.negated || a.mood == possible || a.mood == retold && !(a.lex.any(fPast) && a.mood != retold) || s.averse(a.at) {
			continue
		}
		done := a.mood.asks() || a.mood == told && a.lex.any(fBase|fThrd) && s.letsEnd(a.at)
		switch {
		case a.lex.any(vEnd) && w.is("take", "takes", "taking", "taken", "turn", "turned", "turning", "switch", "switched", "switching", "drop", "pull", "wind", "winding", "shut", "shutting", "cut", "cutting", "withdraw", "stop", "stopped", "stopping", "end", "ended", "ending", "ends", "close", "closed", "closing", "lock", "block", "remove", "removed", "removing", "delete", "deleted", "cancel", "cancelled", "canceled"):
			// common verbs: what is closed or taken away must be the account
			if w.is("take", "takes", "taking", "taken", "turn", "turned", "turning", "switch", "switched", "switching", "pull") && !s.endParticle(a.at) {
				continue
			}
			if a.at+1 < s.j && t[a.at+1].is("of", "to", "up", "with") && !w.is("cut") {
				continue
			}
			if w.is("end", "ends", "ending", "ended") && !endIsVerb(t[s.i:s.j], a.at-s.i) && !(a.mood.asks() && !isDateAfter(t, a.at)) {
				continue
			}
			if w.is("cancel", "cancelled", "canceled") && nouns&nRequest != 0 && nouns&nAccount == 0 {
				continue
			}
			if done && (nouns&nAccount != 0 || person && w.is("remove", "cut", "block", "lock", "removed", "close") || s.p.isAccountIDNear(a.at) || t[min(a.at+1, s.j-1)].is("it", "them") || a.at > s.i && t[a.at-1].is("it", "them") || a.lex.any(fPart) && s.any("it")) {
				add(EndAccount, 5, "an account is to be ended")
				return
			}
		case a.lex.any(vEnd) && !a.lex.any(vLose|vKeep|vLeave) || w.is("delete", "deleting", "retire"):
			if done && (nouns&nAccount != 0 || person || s.p.isAccountIDNear(a.at) || s.p.subject) {
				add(EndAccount, 5, "an account is to be ended")
				return
			}
		case a.lex.any(vCease) && nouns&nAccount != 0 && done && !a.lex.any(fThrd) && !w.is("run", "running", "finish") && s.subjectIs(a.at, nAccount):
			add(EndAccount, 4, "an account is to end")
			return
		case a.lex.any(vShorten) && a.mood.asks() && (nouns&(nAccount|nExpiry) != 0 || person):
			add(EndAccount, 5, "an account is to end sooner")
			return
		case w.is("bring", "brought", "bringing") && s.any("forward") && nouns&(nAccount|nExpiry) != 0:
			add(EndAccount, 5, "an account is to end sooner")
			return
		}
	}
	if s.p.subject || s.acts == nil {
		for k := s.i; k < s.j; k++ {
			if t[k].is("termination", "deactivation", "closure", "offboarding", "off-boarding", "removal", "revocation", "cancellation", "shutdown") || t[k].is("close", "terminate", "deactivate", "disable", "end", "offboard", "revoke", "remove", "closing", "ending") && k <= s.i+1 && s.p.subject && !(k+1 < s.j && (t[k+1].is("of", "date") || isDateWord(&t[k+1]))) {
				add(EndAccount, 4, "ending is spoken of")
				return
			}
		}
	} else {
		for k := s.i; k < s.j; k++ {
			if t[k].is("termination", "deactivation", "closure", "removal", "revocation") && s.lex&(nAccount) != 0 && (s.please || s.you || s.lex&vWant != 0) {
				add(EndAccount, 5, "an account is to be ended")
				return
			}
		}
	}
	s.leaves(add)
}

// letsEnd: "let it end", "to end", "should stop".
func (s *sentence) letsEnd(k int) bool {
	return near(s.t[:s.j], k, -6, "let", "have", "make", "to", "should", "can", "must", "may", "please")
}

// subjectIs: a noun of the class stands before the verb in its clause.
func (s *sentence) subjectIs(k int, c lex) bool {
	for n := k - 1; n >= max(s.i, k-9) && !s.boundary(n); n-- {
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

// extends: an account is to go on: extended, renewed, kept, its end moved, or more
// time is asked for.
func (s *sentence) extends(add, plain adder) {
	t := s.t
	if s.any("not", "no") {
		for k := s.i; k+1 < s.j; k++ {
			if t[k].is("not", "no") && (t[k+1].has(nExtension) || k+2 < s.j && t[k+2].has(nExtension) && t[k+1].is("an", "for", "a", "any")) {
				plain(RequestExtension, -7, "")
				return
			}
		}
	}
	for _, a := range s.acts {
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
		case w.is("keep", "keeps", "keeping", "leave", "leaving", "maintain", "maintaining", "retain", "hold", "continue", "carry", "kept", "keeps") && a.mood != retold && (nouns&nAccount != 0 || s.any("open", "active", "going", "alive", "running", "valid", "on", "in place")) && (nouns&nAccount != 0 || person || s.any("it")) && !s.any("mind", "copy", "cc", "loop", "touch") && s.lex&nCode == 0:
			add(RequestExtension, 3, "an account is to be kept open")
			return
		case (a.lex.any(vMove) || w.is("make", "have", "making")) && a.mood.asks() && s.movesEnd(a.at):
			// sooner or later the verb does not say; that the guest leaves early would
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
	if k := s.pair(gMore, nTime, 3); k >= 0 && !s.any("no longer") && !(s.any("than") && s.any("no", "not")) && !s.any("ago", "old") {
		add(RequestExtension, 3, "more time is asked for")
		return
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

// retoldNoun: "you granted the extension", "thanks for the extension".
func (s *sentence) retoldNoun(k int) bool {
	return near(s.t[:s.j], k, -4, "thanks", "thank", "granted", "received", "got", "appreciate", "appreciated") && !s.any("would", "please", "could")
}

// movesEnd: what is moved is the end of an account: "push the expiration back",
// "change her end date", "update the account to June 30".
func (s *sentence) movesEnd(k int) bool {
	t := s.t
	for n := max(s.i, k-8); n < min(s.j, k+9); n++ {
		if t[n].has(nExpiry) && (t[n].low != "end" || n+1 < s.j && !isDateWord(&t[n+1]) || n+1 < s.j && t[n+1].is("date")) {
			return !(t[n].low == "end" && n+1 < s.j && t[n+1].low == "of")
		}
		if t[n].is("last") && n+1 < s.j && t[n+1].is("day") {
			return true
		}
	}
	return false
}

// creates: a new account is asked for, or a guest is to be enrolled or hosted.
func (s *sentence) creates(add adder, r *reader) {
	t := s.t
	offset := 0
	if s.p.subject {
		offset = -1
	}
	if s.reports() {
		return
	}
	for _, a := range s.acts {
		if a.negated || a.mood == retold || a.mood == possible {
			continue
		}
		nouns, person := s.object(a)
		if t[a.at].is("go", "proceed", "continue") && a.mood.asks() && s.any("ahead", "proceed") && nouns&nAccount != 0 {
			add(RequestAccount, 4, "an account is to be set up")
			break
		}
		asks := a.mood.asks() || a.lex.any(vWant|vSponsor) && a.mood == told
		existing := s.any("existing", "already", "current") && s.any("has", "existing", "have", "current")
		switch {
		case a.lex.any(vCreate|vWant|vSend) && asks && nouns&nAccount != 0 && nouns&(nCode|nExtension) == 0:
			points := 4 + offset
			if s.any("access", "login", "credentials") && !s.any("account", "accounts") {
				points--
			}
			if existing {
				points -= 3
			}
			add(RequestAccount, points, "an account is asked for")
		case a.lex.any(vEnrol) && asks && (person || nouns&nGuest != 0):
			add(RequestAccount, 3, "somebody is to be enrolled")
		case t[a.at].is("set", "setting", "sign", "setup") && asks && person && s.any("up"):
			add(RequestAccount, 3, "somebody is to be set up")
		case a.lex.any(vSponsor) && (asks || a.mood == wish) && (person || nouns&nGuest != 0) && !a.lex.any(fThrd|fPast) && (s.lex&gFirst != 0 || s.please):
			add(RequestAccount, 3, "the sender wants to host a guest")
		default:
			continue
		}
		break
	}
	// what is named without a verb: "Guest account for Jane Doe", "new guest"
	for k := s.i; k+1 < s.j; k++ {
		if accountWords[t[k].low] && t[k].low != "id" && t[k+1].is("for") && !near(t[:s.j], k, -3, "no", "not", "without", "never") {
			add(RequestAccount, 2, "an account for somebody is spoken of")
			break
		}
	}
	for k := s.i; k < s.j; k++ {
		if t[k].is("new", "additional", "another") && (k+1 < s.j && (t[k+1].has(nGuest) && !(k+2 < s.j && t[k+2].is("role")) || t[k+1].has(nAccount)) || k+2 < s.j && t[k+2].has(nAccount) && t[k+1].kind == word && !t[k+1].has(nCode|nActivate)) {
			add(RequestAccount, 3, "a new guest or account is spoken of")
			break
		}
	}
	account := s.lex&nAccount != 0
	if s.p.subject && (account && s.lex&(nExtension|vExtend|vEnd|vFail) == 0 && !s.any("question", "questions", "expiring") || s.lex&nGuest != 0 && s.lex&nRequest != 0) {
		add(RequestAccount, 1, "the subject speaks of an account")
	}
	if s.lex&nRequest != 0 && s.any("form") && (s.any("attached", "completed", "enclosed", "below", "filled") || s.lex&nGuest != 0) {
		add(RequestAccount, 3, "a request form is sent")
	}
	if s.any("attached", "below", "following") && s.lex&nGuest != 0 && s.any("list", "guests", "visitors", "details", "new") {
		add(RequestAccount, 2, "guests are listed")
	}
	for _, a := range s.acts {
		if a.lex.any(vCome) && a.mood == told && s.any("as", "from", "our", "my", "us", "the") && s.lex&(vKeep|nExtension) == 0 {
			add(RequestAccount, 1, "somebody comes")
			break
		}
	}
}

// reports: the sentence tells of a request made earlier: "I sent in a request", "we
// requested", "last time I asked".
func (s *sentence) reports() bool {
	if s.please || s.you || s.any("would", "need", "needs") {
		return false
	}
	t := s.t
	for k := s.i; k < s.j; k++ {
		if t[k].is("sent", "submitted", "filed", "requested", "asked", "emailed", "wrote") && k > s.i && (t[k-1].is("i", "we", "have", "i've", "we've", "had", "already", "she", "he", "you", "was") || k > s.i+1 && t[k-1].is("just", "also") && t[k-2].is("i", "we", "have")) {
			return true
		}
		if t[k].is("last") && k+1 < s.j && t[k+1].is("time") {
			return true
		}
	}
	return false
}

// later: a request is only thought of.
func (s *sentence) later() bool {
	if s.any("thinking") && s.any("may", "might", "sometime", "someday", "of") {
		return true
	}
	t := s.t
	for k := s.i; k+1 < s.j; k++ {
		if t[k].is("may", "might") && t[k+1].has(vWant) && t[k+1].has(fBase) && k > s.i && t[k-1].has(gFirst) || t[k].is("before") && t[k+1].is("i", "we") && k+2 < s.j && t[k+2].is("ask", "request", "submit", "apply") || t[k].is("the", "near") && t[k+1].is("future") && !s.please {
			return true
		}
	}
	return false
}

// completes: what an earlier request lacked is given.
func (s *sentence) completes(add adder, r *reader) {
	t := s.t
	for k := s.i; k < s.j; k++ {
		if requestNumber(t, k) != "" && !s.p.quotedSubject(r) {
			add(SupplyDetails, 2, "an earlier request is named")
			break
		}
	}
	why := "it completes an earlier request"
	for k := s.i; k < s.j; k++ {
		w := &t[k]
		next := func(n int) *token {
			if k+n < s.j {
				return &t[k+n]
			}
			return &token{}
		}
		switch {
		case w.is("you", "you've", "you'd") && !s.please:
			// "you asked for", "you were missing", "what you needed"
			for n := 1; n <= 3; n++ {
				v := next(n)
				if v.is("asked", "asking", "needed", "requested", "missing", "wanted", "lacked", "inquired") && !s.question {
					add(SupplyDetails, 4, why)
					return
				}
				if !v.has(gBe|gHave|gModal) && !v.is("also", "still") {
					break
				}
			}
		case w.is("here", "here's", "attached", "below", "enclosed", "this") && (next(1).has(gBe) || w.is("here's")) && near(t[:s.j], k, 5, "hsr", "email", "e-mail", "address", "name", "date", "day", "huid", "number", "detail") && s.lex&(nAccount|nGuest|gPlease) == 0 && !s.question && !s.p.region.fwd && !s.p.subject,
			w.is("owe", "owed"):
			add(SupplyDetails, 4, why)
			return
		case w.has(vForget) && w.has(fPast|fBase) && next(1).is("to", "the", "her", "his", "their", "one", "about") && (s.lex&gFirst != 0 || k == s.i) && !w.is("miss", "missed", "overlook"):
			add(SupplyDetails, 4, why)
			return
		case w.is("left") && next(1).is("out") || w.is("as") && next(1).is("promised", "requested") && !s.p.region.fwd:
			add(SupplyDetails, 4, why)
			return
		case w.is("missing", "outstanding") && (k > s.i && t[k-1].is("was", "were", "the", "still", "is") && !(t[k-1].is("is", "still") && s.question) || next(1).is("piece", "details", "detail", "information", "info", "email", "data", "item", "items", "hsr", "date", "dates")) && s.lex&(nCode|nActivate) == 0:
			add(SupplyDetails, 4, why)
			return
		case w.is("my", "our") && (next(1).is("earlier", "previous", "last", "prior", "original", "first") && next(2).has(nRequest|nMessage|nMessage) || next(1).is("request") && next(2).is("of", "from")) && !s.question:
			add(SupplyDetails, 4, why)
			return
		case w.is("complete", "completes", "completing", "finish") && (next(1).is("my", "our", "the") && next(2).has(nRequest)):
			add(SupplyDetails, 4, why)
			return
		case w.is("to") && next(1).is("my", "our") && next(2).has(nRequest):
			add(SupplyDetails, 4, why)
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
	return k == 0 || k > 0 && t[k-1].is("early") || k+2 < len(t) && t[k+1].is("the", "his", "her", "their") && accountWords[t[k+2].low]
}

func isDateWord(t *token) bool {
	if t.kind == number {
		return true
	}
	_, m := months[t.low]
	_, w := weekdays[t.low]
	return m || w || t.is("of", "on", "date", "today", "tomorrow")
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

func (p *prose) quotedSubject(r *reader) bool { return p.subject && !r.subjectOwn }

// requestNumber reads GR-1042, R-1042 or "request 1042" at token k.
func requestNumber(t []token, k int) string {
	if t[k].kind == word && t[k].is("gr", "r") && k+2 < len(t) && t[k+1].is("-") && t[k+2].kind == number && digits(t[k+2].text) {
		return strings.ToUpper(t[k].text) + "-" + t[k+2].text
	}
	return ""
}
