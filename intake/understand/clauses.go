package understand

import "slices"

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
	today      Day
	lex        lex // all that its words can mean
	acts       []act
	asks       []request // what it asks for, once that was read
	asksRead   bool      // asks is filled in
}

// request is one thing that a sentence asks for, how surely, and why.
type request struct {
	intent Intent
	points int
	why    string
}

// sentence reads the grammar of the tokens [i, j), which are a sentence or a clause of one.
func (p *prose) sentence(i, j int, r *reader) *sentence {
	if n, ok := slices.BinarySearchFunc(p.weighed, i, func(s *sentence, i int) int { return s.i - i }); ok && p.weighed[n].j == j {
		return p.weighed[n]
	}
	s := &sentence{p: p, t: p.toks, i: i, j: j, today: r.today}
	t := p.toks
	for k := i; k < j; k++ {
		s.lex |= t[k].lex
		if t[k].low == "one" && k > i && t[k-1].has(gAgain|gMore) {
			s.lex &^= gGeneric // "a fresh one" is a thing, not anybody
		}
		switch {
		case t[k].low == "?":
			s.question = true
		case t[k].has(gPlease), t[k].is("good", "kind") && k > i+1 && t[k-1].low == "so" && t[k-2].low == "be":
			s.please = true // "please", "be so good as to"
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
		if s.acts == nil {
			s.acts = make([]act, 0, 6) // most sentences have fewer verbs
		}
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
		if w.low == "end" && (b.has(nAccount) || accountShape(b.low)) {
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
