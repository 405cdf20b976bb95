package understand

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
	case about&nMessage != 0 && s.any("invitation", "invite"):
		points = 4
	case about&nMessage != 0:
		points = 3
	}
	if points < 4 && r.context == toActivation && (about != 0 || s.any("it", "this", "that", "they", "button", "page", "website", "site")) {
		points = 4 // what the guest speaks of is what was answered
	}
	again := s.lex&gAgain != 0 && !s.any("new guest") || s.any("more") && s.any("once") || s.phrase("one", "more", "time")
	for _, a := range s.acts {
		switch {
		case a.lex.any(vResend) && !a.negated && (t[a.at].low != "repeat" || points > 0 || r.aboutActivation()) && (a.mood.asks() || a.mood == told && a.lex.any(fIng)):
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
	if points == 0 && (s.please || s.you || s.lex&vWant != 0 || s.lex&gModal != 0 && s.any("glad", "grateful", "happy", "great")) && r.speaksOf(nActivate|nCode|nMessage) {
		// "a new one", "it again": what was lost stands in another sentence
		for k := s.i; k+1 < s.j; k++ {
			if t[k].has(gAgain) && t[k+1].low == "one" || t[k].low == "another" && t[k+1].kind == punct || t[k].low == "it" && (t[k+1].low == "again" || k+2 < s.j && t[k+1].is("once", "one") && t[k+2].is("more", "again")) {
				if s.lex&(vSend|vWant|vCreate|vReceive) != 0 && s.lex&(nAccount|nExtension|nRequest) == 0 {
					add(ResendActivation, 3, "something is to be sent again")
					return
				}
			}
		}
	}
	if points >= 4 && (s.spoilt() || again && points >= 5 && s.question && s.specific) {
		add(ResendActivation, points, why)
		return
	}
	if s.p.subject && about&nActivate != 0 {
		add(ResendActivation, 3, "the subject is the activation")
	}
}

// aboutActivation: the sender's own words speak of the activation.
func (r *reader) aboutActivation() bool {
	return r.context == toActivation || r.speaksOf(nActivate)
}

// speaksOf: a word of the class stands in the sender's own words.
func (r *reader) speaksOf(c lex) bool {
	for _, p := range r.proses {
		for k := range p.toks {
			if !p.region.fwd && p.toks[k].has(c) {
				return true
			}
		}
	}
	return false
}

// spoiltWords say of a code, a link or a message that it is of no use any more, or never came.
var spoiltWords = set("astray incorrect unrecognized unrecognised lost expired missing spam junk invalid stale outdated outstanding dead old typo nowhere unusable void error fails failed failing wrong unknown")

// spoilt: the code, link or message is said to be of no use or not there, in other
// words than a verb's.
func (s *sentence) spoilt() bool {
	t := s.t
	for k := s.i; k < s.j; k++ {
		w := &t[k]
		switch {
		case spoiltWords[w.low],
			w.is("timed", "times", "ran", "run", "timing") && near(t[:s.j], k, 1, "out"),
			w.is("used") && near(t[:s.j], k, -2, "already"),
			w.has(gNot) && near(t, k, 6, "valid", "accepted", "working", "seen", "reached", "usable", "good", "active", "live", "open"),
			w.is("nothing", "never") && s.lex&(vReceive|vSend) != 0,
			w.is("no") && k+1 < s.j && t[k+1].has(nActivate|nCode),
			w.is("waiting", "waits") && s.lex&nActivate != 0,
			w.has(gAgain) && !w.is("valid") && near(t[:s.j], k, 3, "code", "activation", "link", "message", "email", "mail"):
			return true
		}
	}
	return false
}
