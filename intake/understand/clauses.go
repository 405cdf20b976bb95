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

// act is one verb (or a noun that stands for one) of a sentence and how it is meant.
type act struct {
	at      int // token
	lex     lex
	mood    mood
	negated bool
}

// sentence is one sentence of a prose, tokens [i, j), with what its grammar shows.
type sentence struct {
	p          *prose
	t          []token
	i, j       int
	question   bool
	please     bool
	you        bool // "could you", "would you", "can you": a polite demand
	specific   bool // one person, account or request is meant, not guests in general
	newcomer   bool // the message describes somebody who is to come: days are theirs
	completing bool // the message names a request made before: days are its details
	lex        lex  // all that its words can mean
	acts       []act
}

func (p *prose) sentence(i, j int, r *reader) *sentence {
	s := &sentence{p: p, t: p.toks, i: i, j: j}
	t := p.toks
	for k := i; k < j; k++ {
		s.lex |= t[k].lex
		if t[k].low == "one" && k > i && t[k-1].has(gAgain|gMore) {
			s.lex &^= gGeneric // "a fresh one" is a thing, not anybody
		}
		switch {
		case t[k].low == "?":
			s.question = true
		case t[k].has(gPlease):
			s.please = true
		case t[k].has(gModal) && k+1 < j && t[k+1].low == "you":
			s.you = true
		}
	}
	if p.subject && t[i].is("when", "where", "has", "did", "is", "are", "does") {
		s.question = true // a subject often lacks its mark
	}
	s.specific = s.refersToOne(r)
	s.completing, s.newcomer = r.completing, r.newcomer
	clause := i
	var before mood
	for k := i; k < j; k++ {
		if s.boundary(k) {
			clause = k + 1
			continue
		}
		if t[k].lex&verbs == 0 || !s.isVerb(k, clause) {
			continue
		}
		m, neg := s.moodOf(k, clause, before)
		s.acts = append(s.acts, act{at: k, lex: t[k].lex & (verbs | fBase | fThrd | fPast | fPart | fIng), mood: m, negated: neg})
		before = m
	}
	return s
}

// boundary: a clause ends at token k. A comma inside a date or before "please" does
// not end one, "and" alone neither: the mood goes on ("could you close X and remove Y").
func (s *sentence) boundary(k int) bool {
	t := s.t
	if t[k].kind == punct {
		switch t[k].low {
		case ";", ":", "–", "—", "(", ")", "|":
			return true
		case ",":
			return k+1 < s.j && t[k+1].kind != number && !t[k+1].is("please", "kindly", "too")
		case "-":
			return !t[k].glued
		}
		return false
	}
	switch t[k].low {
	case "but", "so", "because", "since", "while", "although", "though", "whereas", "as", "who", "which", "hence", "therefore", "then":
		if t[k].low == "so" && k+1 < s.j && (t[k+1].low == "much" || t[k+1].low == "far" || t[k+1].low == "kind" || t[k+1].low == "long") {
			return false
		}
		return !(t[k].low == "as" && k+1 < s.j && t[k+1].is("soon", "of", "planned", "well"))
	}
	return false
}

// isVerb keeps nouns that look like verbs out: after an article, possessive,
// adjective of number or preposition a word is a noun ("the end", "her request",
// "an update"), but for the -ing form after a preposition ("for extending").
func (s *sentence) isVerb(k, clause int) bool {
	t := s.t
	w := &t[k]
	if w.low == "like" && !(k > s.i && (t[k-1].has(gModal|gFirst) || t[k-1].is("also", "really"))) {
		return false
	}
	if w.low == "correct" && k+1 < s.j && t[k+1].kind == punct {
		return false // "Correct, she leaves."
	}
	if w.has(fIng) && careOf(t, k, s.i) {
		return true // "take care of closing it"
	}
	if k == s.i || k == clause {
		return !(k+1 < s.j && t[k+1].is("of", "date", "dates") && w.has(fBase) && w.is("end", "start", "finish"))
	}
	b := &t[k-1]
	if b.has(gMine) && b.low != "mine" || b.is("the", "a", "an", "his", "her", "their", "your", "this", "that", "'s", "its", "any", "no", "some", "each", "of", "new", "another", "early") {
		// "of", "the": a participle may still stand before its noun, but asks for nothing;
		// after "her" and "that" a verb is possible ("let her keep", "that ends")
		if b.is("that", "her", "this") && w.has(fThrd|fPast) && !w.has(fBase) {
			return true
		}
		if b.is("'s") && w.has(fIng|fPart) {
			return true // "she's leaving"
		}
		return b.is("her", "his") && w.has(fBase) && k-2 >= s.i && t[k-2].is("let", "have", "help")
	}
	if b.is("as", "than") && w.has(fPart) {
		return false // "as planned", "longer than intended"
	}
	if b.is("for", "in", "with", "from", "at", "by", "about", "on", "after", "before", "until", "regarding", "without") && !w.has(fIng) {
		return false
	}
	if w.has(fBase) && !w.has(fPast) && w.is("end", "start", "visit", "stay", "request", "form", "email", "mail", "e-mail", "update", "change", "share", "access", "issue", "link", "code", "sponsor", "host", "guest", "need", "look", "notice", "switch", "block", "lock") {
		// the commonest nouns of the trade are verbs where a subject, "to", a modal or
		// "please" stands before them, or where they open a clause
		if b.kind == punct || b.has(gModal|gPlease|gFirst|gYou|gDo|gThird) || b.is("to", "and", "not", "also", "now", "then", "just", "or", "let", "lets", "help", "still", "both", "all", "really", "would", "only") || b.kind == word && b.capital && !b.first {
			return true
		}
		if w.low == "end" && b.has(nAccount) {
			return true // "let her account end on that day"
		}
		return t[k].is("need") && b.kind == word && !b.is("the", "no", "of")
	}
	return true
}

// careOf: "care of" stands before token k.
func careOf(t []token, k, from int) bool {
	return k-2 >= from && t[k-1].low == "of" && t[k-2].low == "care"
}

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
			if n+1 < k && t[n].kind == word && t[n+1].has(gModal) && s.specific && !t[n+1].has(gMaybe) && (left.any(vTell|vWant) || s.lex&vWant != 0 || s.lex&vTell != 0) {
				return directive, neg // "I was wondering if his account could be extended"
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

func (l lex) any(c lex) bool { return l&c != 0 }

// refersToOne: a name, an account ID, a request's number, a pronoun or a possessive
// says that one thing is meant and not guests in general.
func (s *sentence) refersToOne(r *reader) bool {
	t := s.t
	for k := s.i; k < s.j; k++ {
		switch {
		case t[k].is("he", "she", "him", "his", "hers", "he's", "she's", "he'll", "she'll") || t[k].low == "her":
			return true
		case t[k].is("these", "those") && k+1 < s.j && t[k+1].low == "requests":
			continue // such requests in general
		case t[k].is("this", "that", "these", "those") && k+1 < s.j && (t[k+1].has(nAccount|nRequest|nGuest|nExtension|nCode|nMessage) || roleHead(t[k+1].low)):
			return true
		case t[k].has(gMine) || t[k].is("the"):
			for n := k + 1; n < min(s.j, k+4); n++ {
				if t[n].has(nAccount|nRequest|nCode|nActivate|nExtension) && !(t[k].low == "the" && t[n].is("form", "process")) || t[k].has(gMine) && (t[n].has(nGuest) || roleHead(t[n].low) || t[n].is("colleague", "collaborator")) {
					if t[k].low == "the" && n+1 < s.j && t[n+1].is("form", "process", "portal", "page") {
						break
					}
					return true
				}
				if t[n].kind != word {
					break
				}
			}
		case t[k].kind == address, s.p.isAccountID(k), requestNumber(t, k) != "":
			return true
		}
	}
	if s.namesDay() {
		return true
	}
	for n := range s.p.region.mentions {
		if m := &s.p.region.mentions[n]; m.prose == s.p && m.i >= s.i && m.i < s.j && (!m.nobody || len(m.words) > 1) {
			return true
		}
	}
	return false
}

func near(t []token, k, n int, words ...string) bool {
	lo, hi := k+1, min(len(t), k+1+n)
	if n < 0 {
		lo, hi = max(0, k+n), k
	}
	for ; lo < hi; lo++ {
		if t[lo].is(words...) {
			return true
		}
	}
	return false
}
