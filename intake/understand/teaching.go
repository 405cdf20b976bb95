package understand

// lessons are what one is taught about a service.
var lessons = set("how difference process procedure procedures steps instructions guide guidelines guidance policy policies rules documentation manual page website requirements workflow basics ropes tutorial faq walkthrough")

// asksLesson: to be taught how things work is asked for: "could you explain how …",
// "walk me through the process", "point us to the instructions".
func (s *sentence) asksLesson() bool {
	t := s.t[:s.j]
	for k := s.i; k < s.j; k++ {
		w := &t[k]
		teaches := w.is("explain", "describe", "teach", "outline", "advise", "enlighten", "brief", "educate") || w.is("walk", "talk", "guide", "take") && near(t, k, 3, "through") ||
			w.is("point", "direct", "refer", "steer") && near(t, k, 4, "to", "toward", "towards")
		if (w.is("understand", "learn", "grasp") || w.is("send", "give", "share", "show", "have", "get", "tell") && !s.specific && !s.any("how")) && (s.any("trying") || s.please || s.you || s.lex&vWant != 0) && s.anyOf(k+1, lessons) {
			return true
		}
		if teaches && (s.please || s.you || s.question || s.lex&vWant != 0) && s.anyOf(k+1, lessons) {
			return true
		}
	}
	return false
}

// asksHow: the sentence asks how the service works, not for a deed: "how do I", "do
// visitors get", "who has to", "how long can". Not "could you", and not what the
// reader may still need.
func (s *sentence) asksHow() string {
	t := s.t
	const why = "it asks how this works"
	at := func(k int) *token {
		if k < s.i || k >= s.j {
			return &token{}
		}
		return &t[k]
	}
	if s.promise() && !s.question {
		return "" // "I'll come back to you when we know who is coming"
	}
	telling := s.lex&vTell != 0 || s.any("information", "idea", "instructions", "guidance", "unsure", "sure", "question", "explanation")
	for k := s.i; k < s.j; k++ {
		w := &t[k]
		if !w.has(gWh) || w.is("which", "whose", "whom") && !s.question && !lessons[at(k+1).low] {
			continue
		}
		before := at(s.beforeItem(k))
		if w.is("how") && !s.question && s.lex&vTell != 0 && at(k+1).is("far", "long", "much", "many", "to", "often", "soon", "early", "does", "do") {
			return why // "I couldn't find on your page how far in advance …"
		}
		// the question word opens its clause, or follows a word of telling
		opens := k == s.i || k <= s.i+2 && !at(k-1).is("is", "of", "to") || s.boundary(k-1) || at(k-1).is("and", "or", "but", "so") || at(k-1).has(vTell) || at(k-1).is("wondering", "information", "idea", "sure", "unsure", "me", "on", "about", "of", "exactly", "for", "in", "at", "to", "see")
		if !opens || w.is("who", "which", "when", "where", "what") && at(k-1).kind == word && nameToken(t, k-1) {
			continue
		}
		if w.is("what", "how", "which") && s.nearNeedOfReader(k) {
			continue // "what else do you need from me?"
		}
		if w.is("what", "how") && at(k+1).is("about") && s.accountAfter(k+1) {
			continue // "how about an account for Jane?"
		}
		if w.is("what") && at(k+1).is("status", "day") || w.is("what", "how") && at(k+1).is("about", "a", "great", "wonderful") && !s.question {
			continue
		}
		if s.question {
			if w.is("who", "which", "when", "where") && (at(k-1).kind == word || at(k-1).low == ",") && at(k+1).lex&(fThrd|fPast) != 0 && !at(k+1).has(gBe|gDo|gHave) && k > s.i+2 {
				continue // a relative clause: "Jane, who arrives …"
			}
			if w.is("when", "where", "who", "which") && k > s.i && !s.boundary(k-1) && !telling && !at(k-1).is("and", "or", "but", "so") {
				continue
			}
			if w.is("who", "which", "when", "where") && k > s.i+2 && at(k+1).has(gBe|gThird|gFirst) && !telling && !at(k-1).is("and", "or") {
				continue
			}
			return why
		}
		if w.is("how", "what", "who", "where", "whether", "which", "when") && (telling || s.p.subject) && (at(k+1).is("to", "do", "does", "i", "we", "is", "are", "one", "exactly", "a", "guests", "the", "this", "long", "much", "many", "can", "must", "steps", "forms", "form", "information", "needs", "kind", "has") || w.is("how")) {
			if w.is("who", "when", "where") && at(k+1).has(gThird) {
				continue
			}
			if before.has(vTell) || at(k-2).has(vTell) || at(k-1).is("on", "about", "of", "information", "wondering", "sure", "unsure") || s.p.subject && k <= s.i+1 || k == s.i && w.is("how") {
				return why
			}
		}
	}
	if s.p.subject && (s.any("question", "questions") && (s.any("about", "on", "regarding", "re") || s.j-s.i <= 3)) {
		return "the subject asks how this works"
	}
	if s.question {
		for k := s.i; k < s.j; k++ {
			if k > s.i && !(s.boundary(k-1) || t[k-1].is("and", "or", "so", "also", "but", "then") || k <= s.i+2) {
				continue
			}
			a, b := at(k), at(k+1)
			switch {
			case a.has(gModal|gDo|gBe) && (b.is("guests", "visitors", "a", "an", "guest", "people", "one", "someone", "they", "postdocs", "students", "contractors", "collaborators", "all", "every", "any", "anyone") || roleHead(b.low) && b.low != "she") && !s.specificPerson():
				return why
			case a.is("do") && b.is("you") && at(k+2).is("have", "offer", "provide", "accept", "allow", "support", "charge", "require") && !s.specific:
				return why
			case a.low == "is" && b.is("this", "that", "it") && s.any("form", "place", "address", "procedure", "way") && s.any("the", "right", "correct", "proper"):
				return why // "is this the right form?"
			case a.is("is", "are", "isn't") && b.is("there") && !(s.specific && s.wantsDeed()):
				if s.any("anything", "else", "something") && s.any("need", "you") {
					continue
				}
				return why
			case a.is("is", "would") && b.is("it") && at(k+2).is("possible", "enough", "necessary", "ok", "okay", "allowed", "permitted", "required", "mandatory", "better", "best") && !(s.specific):
				return why
			case a.is("do", "must", "should", "shall", "does", "am", "are") && b.is("i", "we", "my", "our", "the", "this", "that", "it", "an") && !s.perfect(k):
				if a.is("does", "are") && b.is("this", "that", "it", "the") && s.lex&(nAccount|nRole|nGuest|nExtension|nRequest) == 0 {
					continue
				}
				if b.is("i", "we") && s.lex&(nAccount|nRole|nRequest|nGuest|nExtension|nActivate) == 0 {
					continue
				}
				return why
			case a.is("can", "could", "may", "might") && b.is("i", "we") && !s.specific && !s.namesDay() && !(at(k+2).is("get", "have", "ask", "request", "please", "also", "trouble", "kindly", "bother", "just", "add", "extend") && s.lex&gGeneric == 0 && !(at(k+3).is("a") && !at(k+4).has(gAgain)) && !at(k+3).is("guest", "guests")):
				return why
			}
		}
	}
	return ""
}

// beforeItem is the token before k, over the number of an item: "advise (i) who may …".
func (s *sentence) beforeItem(k int) int {
	if k-4 >= s.i && s.t[k-1].low == ")" {
		for n := k - 2; n >= k-4 && n > s.i; n-- {
			if s.t[n].low == "(" {
				return n - 1
			}
		}
	}
	return k - 1
}

// nearNeedOfReader: "do you need", "you require", "else is needed": what the service
// still wants to know is a closing phrase and no question of its own.
func (s *sentence) nearNeedOfReader(k int) bool {
	if !s.specific && s.lex&nGuest != 0 {
		return false // "what do you need for a new guest?"
	}
	if s.t[k].low == "how" && near(s.t[:s.j], k, 1, "much", "long", "early", "far", "many") {
		return false // "how much notice do you need?"
	}
	for n := k + 1; n < min(s.j, k+8); n++ {
		if s.t[n].has(gYou) {
			for m := n + 1; m < min(s.j, n+4); m++ {
				if s.t[m].is("need", "require", "want", "like", "needed", "needing", "missing", "lack") {
					return true
				}
			}
		}
		if s.t[n].is("needed", "required", "missing") && s.any("else", "still", "anything", "more", "further") {
			return true
		}
	}
	return false
}

// wantsDeed: "is there a way to extend it", "any chance of keeping it open".
func (s *sentence) wantsDeed() bool {
	return s.lex&(vExtend|vEnd|vKeep|vRevive|vResend|vMove|nExtension) != 0 && s.any("way", "chance", "possibility", "option", "possible")
}

// perfect: the auxiliary at k goes with a participle: a state is asked after.
func (s *sentence) perfect(k int) bool {
	if !s.t[k].is("is", "are", "was", "were", "has", "have") {
		return false
	}
	for n := k + 1; n < s.j; n++ {
		if s.t[n].has(fPart) && s.t[n].has(verbs) {
			return true
		}
	}
	return false
}
