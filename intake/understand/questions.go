package understand

// asksState: the sentence asks how something stands that is under way: a request, the
// sender's guests, the end of one account. It gives the reason, or nothing.
func (s *sentence) asksState() string {
	t := s.t
	const things = "it asks how things stand"
	at := func(k int) *token {
		if k < s.i || k >= s.j {
			return &token{}
		}
		return &t[k]
	}
	if s.any("happens") && s.lex&gWh != 0 {
		return "" // "what happens when an account expires?"
	}
	asking := s.question || s.please || s.you || s.any("wondering", "curious")
	for _, a := range s.acts {
		asking = asking || a.mood == wish && a.lex.any(vTell|vWant)
	}
	for k := s.i; k < s.j; k++ {
		w := &t[k]
		switch {
		// "any news", "the status of", "no word yet", "an update on"
		case w.has(nNews) && (at(k-1).is("any", "no", "latest", "current") && !at(k+1).is("of", "line") || at(k-1).is("the", "an", "a", "what's", "'s", "whats", "is") && (asking || s.p.subject && at(k+1).is("of", "on")) || at(k+1).is("of", "on", "for", "?") && (s.p.subject || asking || k == s.i) && !(w.has(fBase) && s.isVerb(k, s.i) && k > s.i) || w.is("status") && at(k+1).has(nNews|nRequest)) && !(w.is("word") && at(k+1).is("document", "file")):
			if s.lex&(nRequest|nAccount|nExtension|nGuest|gThird) != 0 || s.specific || s.p.subject || k-s.i <= 3 {
				return things
			}
		case w.is("stand", "stands") && s.lex&gWh != 0 && !at(k+1).is("for"),
			w.is("how") && at(k+1).has(gBe) && near(t[:s.j], k, 6, "going", "coming", "progressing", "looking", "doing") && s.lex&(nRequest|nAccount|nExtension) != 0,
			w.is("heard", "received", "got", "gotten") && at(k+1).is("nothing") && s.lex&(nCode|nActivate) == 0,
			w.has(nExpiry) && !w.is("expires") && (w.low != "end" || at(k+1).is("date", "day", "dates")) && near(t[:s.j], k, -3, "the", "her", "his", "their", "current", "present", "exact") && s.asksToBeTold() && (s.specific || s.any("their")),
			s.question && w.is("assume", "presume", "guess", "suppose", "gather") && s.lex&(nRequest|nAccount|nExtension) != 0 && near(t[:s.j], k, 8, "through", "approved", "created", "processed", "granted", "done", "set", "ready"),
			w.is("happening", "happened") && s.lex&gWh != 0 && s.question,
			w.is("became", "become") && at(k+1).is("of"),
			w.is("taking") && (at(k+1).is("so") || s.lex&gWh != 0 && s.question),
			w.is("holding") && s.any("up") && s.lex&gWh != 0,
			w.is("stage", "state") && near(t[:s.j], k, -3, "what", "which") && (s.question || asking) && s.lex&nExpiry == 0,
			w.is("sign", "trace") && at(k+1).is("of") && s.lex&gNot != 0 && s.lex&nAccount != 0 && s.lex&(nCode|nActivate|nMessage) == 0,
			w.is("holdup", "hold-up", "delay", "hangup", "hang-up") && s.lex&gWh != 0 && s.question,
			w.is("going") && at(k+1).is("on") && at(k+2).is("with"):
			return things
		// "nothing has happened", "still no account"
		case w.has(gNot) && near(t[:s.j], k, 4, "happened", "changed", "moved") && s.lex&(nRequest|nAccount|nExtension) != 0 && s.lex&(nCode|nActivate) == 0 && !s.question && w.is("nothing", "not", "hasn't", "haven't", "never"),
			w.is("no") && at(k-1).is("still") && at(k+1).has(nAccount|nRequest|nExtension):
			return things
		// "I have not heard back", "haven't had an answer", "no reply yet"
		case w.has(gNot) && near(t[:s.j], k, 6, "heard", "hear", "answer", "answered", "reply", "replied", "response", "responded", "answers", "feedback", "confirmation") && !near(t[:s.j], k, 4, "if", "questions") && !s.p.region.fwd:
			if !s.any("hesitate", "need", "needed", "necessary", "required", "expected") {
				return things
			}
		case w.is("waiting", "wait", "waited") && near(t[:s.j], k, 8, "answer", "reply", "response", "request", "account", "approval", "decision", "word", "hear", "confirmation") && s.any("still", "been", "for") && !s.any("for his", "for her") && s.lex&(nActivate|nCode) == 0 && (s.lex&gFirst != 0 || s.any("still")):
			return things
		case w.is("following", "follow", "checking", "check", "chasing", "touching", "circling", "inquiring", "enquiring", "inquire", "enquire", "asking") && (at(k+1).is("up", "in", "on", "back", "base", "about", "after") || at(k+2).is("on", "in", "about")) && s.lex&(nRequest|nExtension|nAccount|nNews) != 0 && !s.p.region.fwd:
			if near(t[:s.j], k, 12, "with") && s.any("address", "email", "hsr", "date", "number", "details", "name") {
				break // "following up with her address"
			}
			if w.is("asking") && !at(k+1).is("after", "about") {
				break
			}
			return things
		case w.is("look", "looking", "looked") && at(k+1).is("into") && s.lex&(nRequest|nAccount) != 0 && asking:
			return things
		case (w.is("list", "overview", "summary", "table", "report", "rundown", "listing", "roster", "inventory") || w.is("register", "breakdown", "spreadsheet", "printout", "schedule", "number", "count", "total") && at(k+1).is("of") && !s.any("can", "may")) && (s.lex&(nGuest|nAccount) != 0 || s.any("sponsored", "sponsor", "sponsoring")) && (s.lex&(gMine|gFirst) != 0 || s.any("me", "under", "all")) && asking && !s.phrase("send", "you") && !s.phrase("give", "you") && !s.any("attached", "below", "following", "three", "two", "four", "five"):
			return asksAfterGuests
		}
	}
	if s.asksAfterOwn() {
		return asksAfterGuests
	}
	// "who are my guests", "which accounts", "how many guests do I have"
	for k := s.i; k < s.j; k++ {
		w := &t[k]
		if !w.has(gWh) {
			continue
		}
		mine := s.lex&gMine != 0 || s.any("i", "we", "us", "i've", "i'm") || s.phrase("to", "me") || s.phrase("under", "me")
		switch {
		case w.is("who", "which", "what", "whose") && (s.question || s.lex&vTell != 0) && mine && !s.asksWhom(k) && !s.phrase("has", "to") && !s.phrase("have", "to") && !s.any("can", "may", "should", "must", "need", "needs", "do we need") && (near(t[:s.j], k, 4, "guests", "visitors", "accounts") || at(k+1).is("of") && near(t[:s.j], k+1, 3, "people", "folks", "ones", "visitors") || w.is("who", "which", "whose") && near(t[:s.j], k, 8, "guests", "visitors", "accounts", "sponsor", "sponsoring")):
			return asksAfterGuests
		case w.is("how") && at(k+1).is("many") && near(t[:s.j], k, 4, "guests", "visitors", "accounts") && mine && (s.question || s.lex&(vTell|vWant|gModal) != 0) && !s.any("can", "may", "could"):
			return asksAfterGuests
		case w.is("who") && near(t[:s.j], k, 3, "has", "have") && s.lex&nAccount != 0 && (s.phrase("through", "me") || s.phrase("under", "me") || s.phrase("under", "my", "name") || s.phrase("because", "of", "me")):
			return asksAfterGuests
		case w.is("how") && at(k+1).is("far", "soon", "quickly") && s.specific:
			return things
		case w.is("how") && at(k+1).is("long", "much") && s.specific && s.question && (s.any("until", "left", "valid", "active", "good", "open", "last", "take", "remain", "remains", "still", "longer", "runs", "run")) && !s.any("can"):
			return things
		case (w.is("when", "when's") || w.is("what", "which") && at(k+1).is("day", "date") || w.is("until") || w.is("what", "what's", "whats") && s.lex&nExpiry != 0) && (s.specific || s.question && at(k+1).is("it", "this")):
			if s.question || s.lex&vTell != 0 && !s.any("please create") {
				for n := k; n < s.j; n++ {
					if t[n].has(nExpiry) || t[n].has(vCease|vFail) && t[n].has(fBase|fThrd|fIng) && !t[n].is("finish", "finishes") || t[n].has(gFinished) && s.question && (s.lex&(nAccount|nRequest|nExtension) != 0 || at(k+1).is("it", "this")) || t[n].has(vProgress) && t[n].has(fPart|fBase) && s.question && s.lex&(nAccount|nRequest|nExtension|gThird) != 0 && n > k+1 {
						if s.any("extend", "could you extend", "please extend") || s.you && !s.asksTelling() {
							break
						}
						return things
					}
				}
			}
		}
	}
	if s.question && s.asksOfOne() {
		return things
	}
	if s.question && s.any("until") && s.any("when") && s.specific || s.any("idea") && s.question && s.lex&(gWh|gIf) != 0 && s.specific {
		return things
	}
	// "Has it been approved?", "Did the request go through?", "Is her account ready?"
	if s.question {
		for k := s.i; k < min(s.j, s.i+14); k++ {
			if !t[k].has(gHave|gDo|gBe) || t[k].is("do", "don't", "be", "been", "am", "having", "'s", "it's", "that's") || k > s.i && !(s.boundary(k-1) && !t[k-1].is(")") || t[k-1].is("and", "so", "also", "hi", "hello", "but", ",")) && k > s.i+1 {
				continue
			}
			if t[k].is("is", "are", "was", "were", "isn't") && at(k+1).is("there", "that", "this") && !at(k+2).has(nRequest|nAccount) {
				continue
			}
			decided := t[k].is("has", "have", "did") && s.any("yet") && s.any("decided", "decision", "answer", "answered", "approved", "approval")
			if !s.specific && !decided && s.lex&(nRequest|nAccount|nExtension) == 0 && !at(k+1).is("it", "you") {
				continue
			}
			if !s.specific && s.lex&(nGuest|gGeneric) != 0 && at(k+1).is("a", "guests", "visitors", "an", "guest", "every", "all") {
				continue
			}
			if t[k].is("is") && requestNumber(t, k+1) != "" {
				return things // "is GR-1042 waiting for you?"
			}
			for n := k + 1; n < s.j; n++ {
				if t[n].has(vProgress|vApprove|vReceive) && (t[n].has(fPart|fPast) || t[k].is("did", "does", "didn't") && t[n].has(fBase)) || t[k].has(gBe) && t[n].has(gFinished) && (s.lex&(nAccount|nRequest|nExtension) != 0 || at(k+1).is("it", "he", "she", "everything", "this", "that") || nameToken(t, k+1)) || t[n].is("yet") {
					if t[k].is("does") && !t[n].is("still") || t[n].is("set") && !s.any("up") || s.any("possible", "necessary", "enough", "okay", "ok", "allowed", "required", "able", "fine", "alright", "sufficient") {
						continue
					}
					return things
				}
			}
		}
	}
	// "Could you confirm that / check whether her account was extended"
	for _, a := range s.acts {
		if s.tellsYou(a.at) || !a.lex.any(vTell) || !a.mood.asks() && a.mood != askedState && !t[a.at].is("wondering", "wonder", "checking", "seeing") {
			continue
		}
		for n := a.at + 1; n < s.j; n++ {
			if !t[n].is("if", "whether", "that", "when", "where", "what") {
				continue
			}
			if t[n].is("if", "whether") && s.specific && (near(t[:s.j], n, 5, "is") && near(t[:s.j], n, 8, "active", "ready", "valid", "open", "working", "complete")) {
				return things
			}
			for _, b := range s.acts {
				if b.at <= n || t[b.at-1].low == "be" || !s.specific && !(n+1 < s.j && t[n+1].is("it", "this", "everything")) && s.lex&(nRequest|nExtension) == 0 {
					continue
				}
				perfect := false
				for m := n + 1; m < b.at; m++ {
					perfect = perfect || (t[m].is("has", "have", "was", "were", "did", "hasn't") || t[m].is("is", "are") && t[a.at].is("confirm", "verify", "check")) && t[m+1].low != "to"
				}
				if (perfect || b.lex.any(fPast) && b.at > n+1 && !b.lex.any(fBase)) && b.lex.any(vProgress|vReceive|vApprove) && !s.nearYou(n) || t[n].is("when") && b.lex.any(vCease|vFail) && b.lex.any(fBase|fThrd) && !s.any("please extend") {
					return things
				}
			}
		}
	}
	return ""
}

// asksOfOne: short ways of asking after one thing: "where are we with …", "have you seen
// my request", "is ml204 about to expire", "Mei Lin's account?".
func (s *sentence) asksOfOne() bool {
	t := s.t[:s.j]
	for k := s.i; k+2 < s.j; k++ {
		opens := k == s.i || s.boundary(k-1) || t[k-1].is("and", "but", "so")
		switch {
		case t[k].is("where") && t[k+1].is("are") && t[k+2].has(gFirst) && near(t, k+2, 2, "with", "on", "regarding"),
			opens && t[k].is("have", "did") && t[k+1].has(gFirst) && s.any("already") && s.lex&(nRequest|nAccount) != 0,
			opens && t[k].is("does", "has") && s.specific && s.any("have", "got", "has") && s.any("yet", "already") && s.lex&nAccount != 0,
			opens && t[k].is("have", "did") && t[k+1].has(gYou) && s.specific && s.lex&nRequest != 0 && s.lex&gMine != 0:
			return true
		case opens && t[k].is("is") && t[k+1].is("there") && near(t, k+1, 4, "problem", "delay", "hold-up", "holdup", "issue", "trouble", "obstacle", "wrong"):
			return true
		case opens && t[k].is("is", "does", "will") && s.specific && s.lex&(vExtend|nExtension|nGuest) == 0:
			for n := k + 1; n < s.j; n++ {
				if t[n].has(vCease) && t[n].has(fBase) && (t[n-1].is("to") || !t[k].is("is")) && s.lex&nAccount|s.namesAccountLex() != 0 {
					return true
				}
			}
		}
	}
	if first := &s.t[s.i]; first.has(vCease) && first.has(fThrd) && s.j-s.i <= 4 && near(t, s.i, 2, "when", "until") {
		return true // "expires when?"
	}
	return s.acts == nil && s.lex&nAccount != 0 && s.specific && s.lex&(gWh|gModal|gAgain|gMore) == 0 && (s.any("'s") || s.lex&(gThird|gMine) != 0)
}

// tellsYou: the verb of telling at k has the reader for its object: "just to let you know".
func (s *sentence) tellsYou(k int) bool {
	return k-2 >= s.i && s.t[k-1].has(gYou) && s.t[k-2].is("let", "letting") || k+1 < s.j && s.t[k+1].low == "you"
}

// namesAccountLex is nAccount where an account's ID stands in the sentence.
func (s *sentence) namesAccountLex() lex {
	if s.namesAccount() {
		return nAccount
	}
	return 0
}

// asksWhom: who is asked after is whom to turn to: "who do I contact about sponsoring".
func (s *sentence) asksWhom(k int) bool {
	return k+3 < s.j && s.t[k+1].is("do", "should", "must", "would") && s.t[k+2].has(gFirst) && !s.t[k+3].is("sponsor", "host", "have")
}

// asksToBeTold: "let me know", "tell me", "remind me": what comes after is all that is wanted.
func (s *sentence) asksToBeTold() bool {
	for k := s.i; k+1 < s.j; k++ {
		if s.t[k].is("tell", "remind", "give", "know", "send", "inform") && (s.t[k+1].is("me", "us") || s.t[k].low == "know" && near(s.t[:s.j], k, -3, "me", "us", "need", "like", "want")) && s.lex&(vExtend|nExtension) == 0 {
			return true
		}
	}
	return false
}

// nearYou: the clause that begins at n is about the reader: "if you received".
func (s *sentence) nearYou(n int) bool {
	return n+1 < s.j && s.t[n+1].has(gYou) && s.lex&(nRequest) == 0
}

// asksTelling: what "could you" asks for is to be told something.
func (s *sentence) asksTelling() bool {
	for k := s.i; k < s.j; k++ {
		if s.t[k].has(gYou) {
			for n := k + 1; n < min(s.j, k+4); n++ {
				if s.t[n].has(vTell) || s.t[n].is("let", "give") {
					return true
				}
			}
		}
	}
	return false
}

// namesDay: a date stands in the sentence. Who asks how things work names none.
func (s *sentence) namesDay() bool {
	for _, d := range s.p.dates {
		if d.i >= s.i && d.i < s.j && (d.shape == shapeDay || d.shape == shapeEnd || d.shape == shapeMonth || d.shape == shapeToday && d.j > d.i+1) {
			return true
		}
	}
	return false
}

// specificPerson: a name or an account ID stands in the sentence.
func (s *sentence) specificPerson() bool {
	for k := s.i; k < s.j; k++ {
		if s.p.isAccountID(k) {
			return true
		}
	}
	for n := range s.p.region.mentions {
		if m := &s.p.region.mentions[n]; m.prose == s.p && m.i >= s.i && m.i < s.j && !m.nobody {
			return true
		}
	}
	return false
}
