package understand

import "strings"

// Why a name is the sponsor's and no guest's.
const (
	whySponsor    = "named as the sponsor"
	whyHadWritten = "the sponsor, who had the sender write"
)

// surroundings are the tokens about a name, within its paragraph. Where an aside
// follows the name ("Prof. Rhee (HUID …) is the sponsor"), what the person does stands
// behind it.
type surroundings struct {
	p          *prose
	t          []token
	m          *mention
	self       bool // the writer is the guest
	b1, b2, b3 *token
	a1, a2, a3 *token
	v1, v2, v3 *token // behind an aside
	possessed  bool   // "Jane's …"
}

// none stands for a token outside the paragraph.
var none = &token{}

func (s *surroundings) at(k int) *token {
	if k < 0 || k >= len(s.t) || s.t[k].para != s.t[s.m.i].para {
		return none
	}
	return &s.t[k]
}

func (p *prose) around(m *mention, self bool) *surroundings {
	s := &surroundings{p: p, t: p.toks, m: m, self: self}
	s.b1, s.b2, s.b3 = s.at(m.i-1), s.at(m.i-2), s.at(m.i-3)
	s.a1, s.a2, s.a3 = s.at(m.j), s.at(m.j+1), s.at(m.j+2)
	v := p.pastAside(m.j)
	s.v1, s.v2, s.v3 = s.at(v), s.at(v+1), s.at(v+2)
	s.possessed = s.a1.is("'s", "'") || strings.HasSuffix(s.at(m.j-1).low, "'s")
	return s
}

// pastAside gives the token behind a parenthesis, or behind an ID between commas,
// that begins at token k; k where none does.
func (p *prose) pastAside(k int) int {
	t := p.toks
	switch {
	case k >= len(t):
	case t[k].low == "(":
		for n := k + 1; n < min(len(t), k+9); n++ {
			if t[n].low == ")" {
				return n + 1
			}
		}
	case t[k].low == "," && k+2 < len(t) && t[k+2].low == "whom": // "Prof. Rhee, for whom I work, …"
		for n := k + 3; n < min(len(t), k+12); n++ {
			if t[n].low == "," {
				return n + 1
			}
		}
	case t[k].low == ",":
		for n := k + 1; n < min(len(t), k+6); n++ {
			if t[n].low == "," && t[n-1].kind == number && near(t, n, -5, "huid", "id") {
				return n + 1
			}
		}
	}
	return k
}

// add weighs something for (or against) the name.
func (s *surroundings) add(n int, why string) {
	s.m.score += n
	if n > 0 && s.m.why == "" {
		s.m.why = why
	}
}

// judge weighs what stands around a name.
func (p *prose) judge(m *mention, others []person, self bool) {
	s := p.around(m, self)
	if who := knownPerson(m.words, others); who != "" {
		m.nobody, m.why = true, "it is the name of "+who
		// a sponsor whom the mail is copied to is the sponsor all the same
		if why, ok := s.somebodyElse(); ok && (why == whySponsor || why == whyHadWritten) && knownPerson(m.words, []person{p.region.writer}) == "" {
			m.why = why
		}
		return
	}
	if why, ok := s.somebodyElse(); ok {
		m.nobody, m.why = true, why
		return
	}
	s.against()
	s.named()
	s.follows()
	s.asked()
	s.position()
}

// colleagueActs are what colleagues have done about a request: "… has already taken care of it".
var colleagueActs = set("taken arranged approved signed submitted filed created opened entered initiated confirmed agreed handled asked told given")

// against weighs what is said of colleagues, recipients and those who are replaced.
func (s *surroundings) against() {
	t, m := s.t, s.m
	if s.b1.low == "with" && s.a1.is("getting", "having", "receiving", "joining", "coming") {
		s.add(3, "the clause is about this person")
		return // "no problem with Petra Novotna getting an account": the clause is about her
	}
	if colleagueVerbs[s.a1.low] && !s.self {
		s.add(-4, "")
	} else if !s.self && s.a1.is("has", "had", "have", "already", "kindly") {
		for n := m.j; n < min(len(t), m.j+5) && t[n].sentence == t[m.i].sentence; n++ {
			if colleagueActs[t[n].low] || t[n].is("set") && n+1 < len(t) && t[n+1].is("up") {
				s.add(-5, "")
				break
			}
		}
	}
	if s.a1.is("in", "at", "from", "of") && s.a2.is("our", "the", "my", "hr") && !roleHead(s.b1.low) {
		s.add(-2, "")
	}
	if s.b1.is("with", "by", "via", "ask", "asked", "copy", "copying", "cc", "cc'ing", "cc'd", "contact", "call", "unlike", "like", "dear", "hi", "hello", "hey", "than", "told", "thanks", "thank", "through", "under", "behalf") || s.b1.low == "," && s.b2.is("thanks", "hi") && s.a1.kind == punct {
		s.add(-4, "")
	}
	if s.b1.is("in", "at", "inside", "of", "to") && len(m.words) > 1 && houses[fold(m.words[len(m.words)-1])] {
		s.add(-7, "") // "in Gordon Hall"
	}
	if employers[s.b1.low] && len(m.words) == 1 && !m.title {
		s.add(-6, "") // "our vendor Acme": a firm
	}
	if s.b1.is("of") && s.b2.is("that", "those") {
		s.add(-4, "") // "my group and that of Prof. Roe"
	}
	if s.self && m.title && len(m.words) > 0 && knownPerson(m.words, []person{s.p.region.writer}) == "" {
		s.add(-4, "") // who writes for themself calls others by their titles
	}
	if s.b1.is("of") && s.b2.is("instead", "place", "lieu") || s.b1.is("than") && s.b2.is("rather") || s.b1.is("from") && s.b2.is("over") {
		s.add(-7, "")
	}
	if s.b1.low == "doing" || s.b2.low == "like" || s.b1.is("replaces", "replacing", "replaced", "succeeds", "succeeding", "besides", "alongside", "as", "did") {
		s.add(-4, "")
	}
}

// named weighs what introduces a guest by name.
func (s *surroundings) named() {
	b1, b2, b3 := s.b1, s.b2, s.b3
	if b1.low == "of" && (b2.has(nAccount|nExtension) || b2.is("stay", "visit", "internship", "appointment", "contract", "days", "departure", "arrival")) || b1.is("of", "for") && b2.has(nExtension|nAccount) {
		s.add(3, "whose account or stay it is")
	}
	if b1.is("for", "namely") {
		s.add(3, "an account or request is asked for this person")
	}
	if guestNoun(b1.low) || b1.low == "," && guestNoun(b2.low) || b1.is(":", "=", "-", "–", "—") && guestNoun(b2.low) || b1.is("is", "being", "named", "called") && (guestNoun(b2.low) || b2.is("name", "names", "surname", "this", "he", "she", "person")) || (b1.is(":") && b2.is("name")) {
		s.add(4, "a word for guests introduces the name")
	}
	if b1.is("is", "am") && (b2.is("name", "i") || b3.is("name")) || b1.is("i'm") && s.self {
		s.add(4, "the writer gives the name")
	}
	if b1.is("spelled", "spelt", "actually") && b2.is("is") { // "her surname is spelled …"
		b1, b2, b3 = b2, b3, s.at(s.m.i-4)
	}
	if b1.is("is") && b2.is("surname") || b1.is("surname", "surnames") || b1.low == "names" && b2.is("his", "her", "their") || // "his names Jo Roe", without its apostrophe
		b1.is("name", "names") && b2.is("family", "last", "given", "first", "full", "legal") {
		s.add(4, "it is called the guest's name")
	}
	if b1.low == "," && b2.is("hers", "his", "theirs", "ours", "mine") && b3.low == "of" || introduced(s.t, s.m.i) { // "a colleague of hers, Jane Doe"
		s.add(3, "a description introduces the name")
	}
}

// follows weighs what stands behind the name.
func (s *surroundings) follows() {
	p, m := s.p, s.m
	a1, a2, a3 := s.a1, s.a2, s.a3
	if s.possessed && (guestAsset[a2.low] || guestAsset[a3.low] || guestAsset[s.at(m.j+3).low]) {
		s.add(4, "the account or stay is this person's")
	}
	if a1.low == "(" {
		switch {
		case a2.kind == address && harvardStaff(a2.low) && !s.self:
			s.add(-4, "") // a colleague's address
		case p.isAccountID(m.j + 1), a2.kind == address:
			s.identify("the account or address follows the name")
		case a2.is("huid"):
			s.add(1, "an ID follows the name")
		case a2.is("account", "hms", "hsr", "id", "username", "email", "e-mail", "ecommons", "family", "surname"):
			s.add(3, "the account or name in parentheses follows")
		case a2.capital:
			s.add(1, "")
		}
	}
	if a1.low == "'s" && a2.low == "(" && p.isAccountID(m.j+2) {
		s.identify("the account follows the name") // "and Jan's (jk655) needs …"
	}
	if a1.is("is", "was", "'s") && a2.is("a", "an", "our", "my", "the") && !s.possessed {
		s.add(3, "the sentence says who this is")
	}
	if a1.is("is", "was") && a2.is("staying", "coming", "leaving", "joining", "starting", "arriving", "visiting", "still", "back", "finishing", "remaining", "continuing") {
		s.add(1, "")
	}
	if a1.is(",", "(") && a2.is("account", "id", "username") && (p.isAccountID(m.j+2) || p.isAccountID(m.j+3)) {
		s.add(4, "an account ID follows the name")
	}
	if a1.low == "<" && a2.kind == address || a1.kind == address || a1.is(",", ":", "-", "–", "—", "/", "|", "at") && a2.kind == address {
		s.identify("an address follows the name")
	}
	if s.b1.is(":", "-", "–", "—", ",", "|") && p.isAccountID(m.i-2) && s.t[m.i-2].bullet {
		s.identify("an account ID precedes the name") // "- jd123 - Jane Doe - to the end of June"
	}
	if p.isAccountID(m.j) || a1.is(",", "-", "–", "/") && p.isAccountID(m.j+1) {
		s.identify("an account ID follows the name")
	}
	if arrivalVerbs[a1.low] && !a1.is("and") {
		s.add(2, "the name is the subject of coming or leaving")
	}
	if a1.low == "," && (a2.is("who", "a", "an", "our", "my") || roleHead(a2.low) || roleModifiers[a2.low] && !a2.capital) || a1.is("who", "whose") {
		s.add(3, "an explanation of who this is follows")
	}
	if a1.low == "," && a2.is("employed", "hired", "engaged", "based", "currently", "formerly", "presently", "originally", "working", "coming", "joining", "visiting", "affiliated", "seconded") {
		s.add(3, "where this person works follows")
	}
	if a1.is("of", "from", "at") && (p.orgAt(m.j+1) > 0 || a2.low == "the" && p.orgAt(m.j+2) > 0) {
		s.add(3, "an institution follows the name")
	}
	if a1.low == "," && len(m.words) > 1 && comesVerbs[a2.low] {
		s.add(2, "the name is the subject of coming") // in fragments: "Jane Doe, starts tomorrow"
	}
	if a1.is(",", "(", "-", "–") && p.orgAt(m.j+1) > 0 {
		s.add(3, "an institution follows the name")
	}
}

// identify weighs an address or account ID that follows the name.
func (s *surroundings) identify(why string) {
	s.m.identified = true
	s.add(5, why)
}

// asked weighs the verb whose object the name is.
func (s *surroundings) asked() {
	b1, b2 := s.b1, s.b2
	if !s.possessed && (assentVerbs[b1.low] || refusalVerbs[b1.low] || b1.low == "to" && b2.is("yes", "no")) {
		s.add(3, "it is decided about this person")
	}
	if b1.has(vExtend|vEnd|vEnrol|vRevive|vSponsor) && b1.has(fBase|fIng) && !b1.is("end", "turn", "take", "stop", "enter") {
		s.add(3, "what is asked for is done to this person")
	} else if objectVerbs[b1.low] || b1.is("dr.", "dr") && objectVerbs[b2.low] || objectVerbs[b2.low] && b1.is("our", "my") {
		s.add(2, "what is asked for concerns this person")
	}
}

// position weighs where in the message the name stands, and how full it is.
func (s *surroundings) position() {
	p, m := s.p, s.m
	full := len(m.words) >= 2
	if s.t[m.i].bullet && !bidding[s.t[m.i].low] {
		s.add(3, "the name begins a list item")
	}
	if s.b1.is("and", "&", ",") && full {
		s.add(1, "")
	}
	if p.subject {
		s.add(1, "")
		if m.i == 0 && m.j == len(s.t) && full {
			s.add(3, "the subject is the name")
		}
		if (s.b1.is("–", "-", "—", ":", ",") || m.i == 0 && s.a1.is(",", "-", "–", "—", ":", "'s", "(")) && full {
			s.add(3, "the subject names the person")
		}
	}
	if m.title {
		s.add(1, "")
	}
	if full {
		s.add(1, "")
	}
}

// introduced: "our vendor representative Stacy Holloway": an article or possessive and
// a noun phrase in small letters stand right before the name.
func introduced(t []token, i int) bool {
	k := i - 1
	if k >= 0 && t[k].low == "," {
		k--
	}
	n := 0
	for ; k >= 0 && n < 5 && t[k].para == t[i].para && t[k].sentence == t[i].sentence && t[k].kind == word; k-- {
		if t[k].is("our", "my", "a", "an", "another", "her", "his") {
			if t[k].is("her", "his") {
				return n > 0 && t[i-1].low == ","
			}
			return n > 0
		}
		if closedClass[t[k].low] || hostNouns[t[k].low] || t[k].is("assistant", "colleague", "administrator", "coordinator", "manager", "director", "secretary", "chair", "chief", "head", "boss", "sponsor", "dean", "liaison", "officer") {
			return false
		}
		n++
	}
	return false
}
