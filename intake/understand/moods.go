package understand

// mood is how a verb is meant: the grammar around it says whether something is asked
// for, asked about, told, or only thought of.
type mood uint8

const (
	told       mood = iota // a statement: "she leaves", "it ends"
	directive              // "close it", "could you close it", "it should be closed"
	wish                   // "I'd like to extend", "she needs an account"
	retold                 // "I closed it", "it has been closed"
	askedHow               // "how do I extend …", "what happens when …"
	askedState             // "has it been closed?", "when does it end?"
	possible               // "may be extended later", "if he stays"
)

// asks: the writer wants it to be done.
func (m mood) asks() bool { return m == directive || m == wish }

// moodOf reads a verb's mood out of its clause, going left.
func (s *sentence) moodOf(k, clause int, before mood) (mood, bool) {
	t := s.t
	w := &t[k]
	var left lex
	neg := false
	modal, be, have, to, subject := -1, -1, -1, -1, -1
	ifAt, wh := -1, -1
	wanted := -1
	for n := k - 1; n >= clause; n-- {
		v := &t[n]
		left |= v.lex
		switch {
		case v.has(gNot) && k-n <= 5:
			neg = true
		}
		if v.has(gModal) && modal < 0 {
			modal = n
		}
		if v.has(gBe) && be < 0 && k-n <= 3 {
			be = n
		}
		if v.has(gHave) && have < 0 && k-n <= 4 {
			have = n
		}
		if v.low == "to" && to < 0 && k-n <= 3 && !(n+1 < s.j && t[n+1].has(gBe) && false) {
			to = n
		}
		if v.has(gIf) && !v.is("once") && ifAt < 0 {
			ifAt = n
		}
		if v.has(gWh) && wh < 0 && !(v.low == "which" || v.low == "who") {
			wh = n
		}
		if v.has(vWant) && wanted < 0 && s.isVerb(n, clause) {
			wanted = n
		}
		if subject < 0 && v.has(gFirst|gYou|gThird) {
			subject = n
		}
	}
	if w.low == "n't" {
		neg = true
	}
	inverted := modal >= 0 && (modal == clause || t[modal-1].kind == punct || t[modal-1].is("and", "so", "also", "if", "then", "but", "or") || modal-1 == clause && t[clause].kind == word && t[clause].is("hi", "hello", "hey", "thanks", "also", "and", "so", "then", "but", "now", "again", "when", "how", "what", "where", "who", "which"))
	switch {
	case ifAt >= 0 && !t[ifAt].is("whether"):
		// "if you could close it" is a demand, "if he stays" is none
		for n := ifAt + 1; n < k && n <= ifAt+3; n++ {
			if t[n].has(gYou) || t[n].is("possible") || t[n].has(gFirst) && n+1 < k && t[n+1].has(gModal) {
				return directive, neg
			}
			if n+1 < k && t[n].kind == word && t[n+1].has(gModal) && s.specific && !t[n+1].has(gMaybe) && (s.lex&(vWant|vTell) != 0 || s.thanksAhead(ifAt)) {
				return directive, neg // "I was wondering if his account could be extended", "glad if it could be"
			}
		}
		return possible, neg
	case ifAt >= 0:
		return askedState, neg
	case left&gPlease != 0 && wh < 0:
		return directive, neg
	}
	if wh >= 0 && t[wh].is("when", "what", "where", "how") && wh+1 < k && !t[wh+1].has(gBe|gDo|gModal|gHave) && !s.question && left&vTell == 0 && wh == clause {
		wh = -1 // "When I try to activate it, …": a subordinate clause
	}
	if wh >= 0 {
		if s.specific && t[wh].is("when", "when's", "where", "until") || be >= 0 && w.has(fPart|fIng) && s.specific {
			return askedState, neg
		}
		return askedHow, neg
	}
	if modal >= 0 && left&gMaybe != 0 && !inverted && !(t[modal].low == "may" && modal > clause && (t[modal-1].has(gYou) || t[modal-1].has(nAccount))) {
		return possible, neg
	}
	if inverted && s.question || inverted && modal == clause {
		n := modal + 1
		switch {
		case n < k && t[n].has(gYou) && n+1 < s.j && t[n+1].lex&vTell != 0 && n+1 < k && s.lex&(gWh|gIf) != 0:
			return askedState, neg
		case n < k && t[n].has(gYou):
			return directive, neg
		case s.specific || n < k && t[n].has(gFirst) && w.has(vReceive|vCreate|vWant):
			return directive, neg
		case n < k && t[n].is("it") && n+1 < k && t[n+1].has(gBe): // "would it be possible to"
			return directive, neg
		}
		return askedHow, neg
	}
	if t[clause].has(gDo|gBe|gHave) && clause < k && s.question {
		// polar questions: "has it been extended?", "do I need a form?", "is there a way to extend it?"
		if t[clause].has(gBe) && clause+1 < k && t[clause+1].is("there", "it") && to > clause && s.specific {
			return directive, neg
		}
		if s.specific {
			return askedState, neg
		}
		return askedHow, neg
	}
	passive := w.has(fPart) && be >= 0
	switch {
	case wanted >= 0 && (to > wanted || be > wanted || w.has(fPart|fIng)) && t[wanted].low != "plan":
		if t[wanted].has(fPast) && !t[wanted].has(fBase) && left&gModal == 0 && !t[wanted].is("needed", "hoped", "wanted") {
			return retold, neg
		}
		return wish, neg
	case w.has(vWant) && !w.has(fPast|fPart) && !neg:
		return wish, neg
	case have >= 0 && t[have].low == "have" && to == have+1 && to > 0: // "has to be closed"
		return directive, neg
	case have >= 0 && w.has(fPart) && !(modal >= 0 && t[have].low == "have"):
		return retold, neg
	case passive && (modal >= 0 || to >= 0 || t[be].low == "be"):
		return directive, neg // "should be closed", "is to be closed", "can be closed"
	case passive && t[be].is("is", "are", "being", "'s") && w.has(fPart):
		return told, neg
	case passive:
		return retold, neg
	case modal >= 0 && subject >= 0 && t[subject].has(gFirst) && t[modal].is("will", "i'll", "we'll", "shall"):
		return told, neg
	case modal >= 0 && t[modal].is("should", "must", "can", "could", "ought", "may"):
		return directive, neg
	case w.has(fIng) && k-2 >= s.i && t[k-1].low == "for" && near(t, k, -4, "thanks", "thank", "grateful", "appreciate"):
		return retold, neg // "thank you for extending it"
	case w.has(fIng):
		// "I am requesting", "looking to extend", "requesting an extension"
		if w.has(vWant) || k == clause && before.asks() {
			return wish, neg
		}
		return told, neg
	case w.has(fPast) && !w.has(fBase):
		return retold, neg
	case w.has(fBase) && (k == clause || t[k-1].kind == punct || t[k-1].has(gNot) && k-1 == clause || k-1 == clause && (t[clause].capital || t[clause].is("and", "also", "just", "then", "now", "so", "do"))):
		return directive, neg // the imperative
	case w.has(fBase) && k > clause && t[k-1].is("and", "or", "then", "to") && before.asks():
		return before, neg
	case to >= 0 && w.has(fBase):
		return wish, neg // "I am writing to extend", "asked me to extend"
	case s.please && w.has(fBase) && subject < 0:
		return directive, neg
	}
	return told, neg
}

// gratitude is felt ahead of a deed: "we'd be grateful if …".
var gratitude = set("perfect fantastic terrific grateful glad obliged thankful happy appreciative great delighted pleased lovely wonderful nice relieved indebted helpful good kind")

// thanksAhead: the word before the "if" at k thanks for what follows it.
func (s *sentence) thanksAhead(k int) bool {
	for n := k - 1; n >= max(s.i, k-3); n-- {
		if gratitude[s.t[n].low] {
			return true
		}
	}
	return false
}
