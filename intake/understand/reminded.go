package understand

// lettingGo are what an account does when nobody extends it.
var lettingGo = set("expire expires lapse lapses end ends run runs go pass")

// reminderAssents say yes to a reminder: the account is to go on.
var reminderAssents = set("yes yep yup yeah aye ja oui sí sure absolutely definitely certainly affirmative gladly ok okay extend renew keep keeping should continue stays staying until through till thru")

// assentPhrases do the same in several words.
var assentPhrases = [][]string{{"go", "ahead"}, {"do", "so"}, {"please", "do"}, {"of", "course"}, {"all", "means"}, {"same", "again"}, {"like", "that"}, {"love", "that"}, {"appreciate", "that"}, {"goes", "on"}}

// noticeReply reads the answer to a reminder: yes, an end date, or "let it lapse". What
// one sentence refuses another may ask for: "No, she is not leaving. Please extend."
func (r *reader) noticeReply(s scores) {
	if s[EndAccount].points < 4 {
		// The guest is gone, or no longer needs the account: the reminder said that
		// there is nothing to do then.
		s[EndAccount].points = 0
	}
	lapse, asks, goesOn := false, false, 0
	end := r.noticedEnd()
	for _, p := range r.proses {
		if p.subject || p.region.fwd {
			continue
		}
		for i := 0; i < len(p.toks); {
			j := p.sentenceEnd(i)
			x := p.sentence(i, j, r)
			asks = asks || x.question
			if x.letsGo() {
				lapse = true
			} else if n, why := x.goesOnAfterReminder(r.today, end); n > 0 {
				goesOn += n
				s.add(RequestExtension, n, why)
			}
			i = j
		}
	}
	if goesOn >= 4 && !asks {
		s[Help].points = 0 // "Yes, please; how long we still must see."
	}
	if lapse && goesOn < 5 {
		s.add(RequestExtension, -8, "")
		s[RequestExtension].points = min(s[RequestExtension].points, 0)
	}
}

// letsGo: the account is to be let lapse: "let it expire", "no extension needed", "not
// needed any more", "we won't renew", "that is fine as it is".
func (s *sentence) letsGo() bool {
	t := s.t[:s.j]
	if t[s.i].low == "no" && near(t, s.i, 2, "but") {
		return true // "No, but please extend …": what follows is another matter
	}
	for k := s.i; k < s.j; k++ {
		w := &t[k]
		switch {
		case w.has(gNot) && s.anyInClause(k, 5, goingOn) && !near(t, k, 5, "these", "those", "mails", "emails", "reminders", "notices") && !near(t, k, 3, "let", "problem", "doubt") && !s.any("unless", "lapse") && !s.unableInPortal():
			return true
		case w.low == "without" && near(t, k, 4, "extension", "renewal"):
			return true
		}
	}
	if s.phrase("as", "planned") || s.phrase("as", "scheduled") || s.phrase("as", "foreseen") {
		if s.lex&(vLeave|vCease) != 0 && s.lex&(vExtend|nExtension) == 0 {
			return true
		}
	}
	for _, a := range s.acts {
		if lettingGo[t[a.at].low] && a.lex.any(vCease) && a.mood == told && !a.negated && s.contented() && s.lex&(vExtend|nExtension|gPlease) == 0 {
			return true // "that is fine, it ends then"
		}
		if t[a.at].is("run", "runs", "go") && near(t, a.at, 5, "until", "till", "through", "to", "on", "beyond", "past") {
			continue // "let it run until June" wants it longer
		}
		if lettingGo[t[a.at].low] && !a.negated && (near(t, a.at, -4, "let", "may", "can", "will", "should", "to") && (near(t, a.at, -4, "let") || s.lapses(a))) && !denies(t[s.i:], a.at-s.i) && !s.averse(a.at) {
			return true
		}
	}
	return false
}

// goingOn are words for what is refused where an account is let lapse.
var goingOn = set("extend extension extended extending renew renewing renewal needed prolong longer keep keeping maintain")

// anyInClause: one of the words stands within n tokens behind k, in the same clause.
func (s *sentence) anyInClause(k, n int, words map[string]bool) bool {
	for m := k + 1; m < min(s.j, k+1+n) && !s.boundary(m); m++ {
		if words[s.t[m].low] {
			return true
		}
	}
	return false
}

// unableInPortal: it was the sponsored role that could not be extended, and another
// came in its place: nothing is said of the account.
func (s *sentence) unableInPortal() bool {
	return s.lex&(nRole|nAccount) == nRole && s.any("could", "couldn't", "can't", "cannot", "able", "unable")
}

// contented: something is said to be fine as it is.
func (s *sentence) contented() bool {
	for k := s.i; k < s.j; k++ {
		if contentment[s.t[k].low] && !denies(s.t[s.i:], k-s.i) {
			return true
		}
	}
	return false
}

// goesOnAfterReminder: the guest is still needed, or a day is named that is after the end
// of which we reminded. What happens until then ("she flies home on the 18th") asks for nothing.
func (s *sentence) goesOnAfterReminder(today, end Day) (points int, why string) {
	t := s.t[:s.j]
	acknowledged := s.any("noted", "understood", "aware", "received")
	for k := s.i; k < s.j; k++ {
		w := &t[k]
		switch {
		case w.is("still") && near(t, k, 4, "need", "needs", "needed", "work", "works", "working", "here", "using", "uses", "with"):
			points, why = 4, "the guest is still needed"
		case w.is("not", "don't", "dont", "never") && near(t, k, 2, "let") && near(t, k, 5, "expire", "lapse", "end", "run"):
			points, why = 5, "the account is not to lapse"
		case reminderAssents[w.low] && !(acknowledged && w.is("ok", "okay", "yes", "sure")) && points == 0:
			points, why = 4, "it says yes to our reminder"
		}
	}
	for _, a := range s.acts {
		if a.lex.any(vExtend) && a.mood.asks() && !a.negated && points < 5 {
			points, why = 5, "an extension is asked for"
		}
	}
	if points == 0 && s.lex&gNot == 0 {
		for _, words := range assentPhrases {
			if s.phrase(words...) {
				points, why = 4, "it says yes to our reminder"
			}
		}
		for k := s.i + 2; k < s.j && points == 0; k++ {
			if gratitude[t[k].low] && near(t, k, -3, "would", "be", "that'd") && near(t, k, -4, "that", "this", "it", "that'd") {
				points, why = 4, "what our reminder offers is welcome" // "that would be lovely"
			}
		}
	}
	for _, d := range s.p.dates {
		if d.i < s.i || d.i >= s.j || points == 0 && notAfter(d, today, end) {
			continue
		}
		if s.p.standsAlone(d) && s.lex&(gNot|vCease|vLeave) == 0 {
			return max(points, 2) + 3, "it answers our reminder with a day" // "11 June 2027, please."
		}
		if c := s.p.cue(d, kindExtension); c.field == fieldEnd || len(s.p.toks) <= 12 {
			return points + 3, "it names a day in answer to our reminder"
		}
	}
	return points, why
}

// notAfter: the day that is named is not after the end that our reminder told.
func notAfter(d dateExpr, today, end Day) bool {
	day, ok := d.asEnd(today)
	return ok && !end.IsZero() && !end.Before(day)
}

// noticedEnd is the day on which an account ends by the reminder that is answered: the
// first that its quote names after a word for ending. Zero where it quotes none.
func (r *reader) noticedEnd() Day {
	for _, q := range r.quotes {
		t := tokenize(q, splitLines(q), func(*line) bool { return true })
		ends := false
		for k := range t {
			ends = ends || t[k].has(vCease|nExpiry)
			if !ends {
				continue
			}
			if e, ok := dateAt(t, k, r.today); ok && e.year != 0 {
				if day, ok := e.asEnd(r.today); ok {
					return day
				}
			}
		}
	}
	return Day{}
}
