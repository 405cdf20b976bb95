package understand

// asksAfterGuests is the reason of a question after all of the sender's guests.
const asksAfterGuests = "it asks after the sender's guests"

// asksAfterOwn: "do I have guests whose access ends", "will any of my visitors run out".
func (s *sentence) asksAfterOwn() bool {
	if !s.question || s.i+2 >= s.j || !s.any("guests", "visitors", "accounts", "sponsorships", "account", "guest", "access") {
		return false
	}
	opening, subject := &s.t[s.i], &s.t[s.i+1]
	if len(s.acts) == 0 && opening.is("my", "our") && near(s.t[:s.j], s.i, 2, "guests", "visitors") {
		return true // "my guests and their dates?"
	}
	if opening.is("do", "have", "are") && subject.has(gFirst) {
		return s.any("have", "any") && !s.any("need", "must") && !(s.i+3 < s.j && s.t[s.i+3].is("to"))
	}
	if opening.is("is", "are") && subject.is("there") && near(s.t[:s.j], s.i+1, 1, "any", "anyone", "anybody", "someone", "somebody") {
		return s.any("my", "mine", "our", "ours", "i", "we") && s.any("whose", "who", "that", "with") && !s.any("can", "may", "should", "could")
	}
	return opening.is("do", "are", "will", "have", "is", "does") && subject.is("any", "one", "some", "anyone", "all") && near(s.t[:s.j], s.i+1, 3, "my", "our") && s.lex&vWant == 0
}

// asksAfterAll: what is asked after are all the guests of the sender, and none of them.
func (r *reader) asksAfterAll() bool {
	return r.out.Intent == Status && r.out.IntentReason == asksAfterGuests
}
