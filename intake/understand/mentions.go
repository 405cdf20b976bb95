package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mention is a name found in prose, tokens [i, j), with what speaks for and against
// its being a guest's.
type mention struct {
	prose  *prose
	i, j   int
	words  []string // without titles, asides and degrees
	title  bool
	score  int
	why    string
	nobody bool // the sender, a recipient, the sponsor, a colleague: never a guest
}

// maxMentions bounds the names that are weighed against one another.
const maxMentions = 500

// findMentions collects the capitalised names of a text, institutions left out.
func findMentions(p *prose) []mention {
	t := p.toks
	var out []mention
	for i := 0; i < len(t) && len(out) < maxMentions; {
		m, ok := mentionAt(t, i)
		if !ok {
			i++
			continue
		}
		m.prose = p
		if !p.isOrg(m.i, m.j) {
			out = append(out, m)
		}
		i = max(m.j, i+1)
	}
	return out
}

func mentionAt(t []token, i int) (mention, bool) {
	m := mention{i: i}
	k := i
	for k < len(t) && t[k].kind == word && titles[t[k].low] && t[k].capital && (k == i || t[k].para == t[i].para) && !(t[k].upper && len(t[k].text) <= 2) {
		m.title = true
		k++
		if k < len(t) && t[k].low == "." && t[k].glued {
			k++
		}
	}
	if k >= len(t) {
		return m, false
	}
	// A small-letter particle begins a name only after a title ("Dr. van der Berg").
	for m.title && k+1 < len(t) && t[k].kind == word && particles[t[k].low] && !t[k].capital {
		m.words = append(m.words, t[k].text)
		k++
	}
	if !nameToken(t, k) && !(t[k].initial && k+1 < len(t) && (t[k+1].initial || nameToken(t, k+1))) {
		return m, false
	}
	begin := k
	for k < len(t) && len(m.words) < 7 {
		if k > begin && (t[k].para != t[begin].para || t[k].sentence != t[begin].sentence && !t[k-1].initial) {
			break
		}
		switch {
		case t[k].initial && (k > begin || k+1 < len(t)):
			m.words = append(m.words, t[k].text)
			k++
			continue
		case nameToken(t, k):
			m.words = append(m.words, t[k].text)
			k++
			continue
		case t[k].kind == word && particles[t[k].low] && t[k].low != "i" && k > begin:
			// particles count only between the parts of a name
			n := k
			for n < len(t) && t[n].kind == word && particles[t[n].low] && n < k+3 {
				n++
			}
			if n < len(t) && nameToken(t, n) && t[n].para == t[k].para && !joinsTwo(t, k) {
				for ; k < n; k++ {
					m.words = append(m.words, t[k].text)
				}
				continue
			}
		case (t[k].is("(", "\"", "“", "'", "‘", "「") || t[k].is("„")) && k > begin:
			// a nickname or a second spelling inside the name
			n := k + 1
			for n < len(t) && n < k+6 && (t[n].kind == word && !accountShape(t[n].low) || t[n].is("\"", "“", "”", "'", "’")) && !(n > k+1 && t[n].is("\"", "”") && !t[k].is("(")) {
				n++
			}
			if n < len(t) && n > k+1 && t[n].is(")", "\"", "”", "'", "’", "」") && n+1 < len(t) && nameToken(t, n+1) && t[n+1].para == t[k].para {
				k = n + 1
				continue
			}
		}
		break
	}
	m.j = k
	if len(m.words) == 0 {
		return m, false
	}
	// "Ramanathan, PhD": the degree belongs to the mention, so that what follows it is seen.
	for m.j+1 < len(t) && t[m.j].low == "," && t[m.j+1].kind == word && credentials[strings.TrimSuffix(t[m.j+1].low, ".")] && (t[m.j+1].capital) {
		m.j += 2
	}
	if len(m.words) == 1 && !m.title && t[m.i].upper { // an acronym
		return m, false
	}
	// "Visitor Participation Agreement": one word among capitalised words of the trade is
	// part of a title, not a person.
	if len(m.words) == 1 && !m.title {
		if m.j < len(t) && t[m.j].kind == word && t[m.j].capital && t[m.j].sentence == t[begin].sentence && notNames[t[m.j].low] && !t[m.j].is("i", "i'm", "i'll") {
			return m, false
		}
		if begin > 0 && t[begin-1].kind == word && t[begin-1].capital && !t[begin-1].first && t[begin-1].sentence == t[begin].sentence && notNames[t[begin-1].low] && !t[begin-1].is("i", "hi", "dear", "guest", "for", "hsr", "id") {
			return m, false
		}
	}
	if len(m.words) == 1 && t[begin].initial {
		return m, false
	}
	return m, true
}

// joinsTwo: "e", "y", "i" and "a" join two people as often as two surnames; between
// full names they join people.
func joinsTwo(t []token, k int) bool { return false }

// nameToken: a capitalised word that can be part of a name.
func nameToken(t []token, i int) bool {
	if i < 0 || i >= len(t) || t[i].kind != word {
		return false
	}
	w := &t[i]
	if w.initial {
		return false
	}
	if strings.ContainsAny(w.text, "0123456789_") || strings.Contains(w.text, ".") && !w.initial {
		return false
	}
	low := w.low
	if !w.capital {
		// al-Otaibi, d'Angelo, el-Sayed
		k := strings.IndexAny(w.text, "-'’")
		if k <= 0 || k > 4 {
			return false
		}
		_, size := utf8.DecodeRuneInString(w.text[k:])
		r, _ := utf8.DecodeRuneInString(w.text[k+size:])
		return unicode.IsUpper(r) && (particles[low[:k]] || low[:k] == "d" || low[:k] == "o" || low[:k] == "as" || low[:k] == "ash" || low[:k] == "an" || low[:k] == "ur")
	}
	if utf8.RuneCountInString(w.text) == 1 {
		// a bare initial, without its full stop, between names
		return i > 0 && i+1 < len(t) && t[i-1].capital && t[i+1].capital && !w.is("i", "a") && !notNames[t[i-1].low] && !notNames[t[i+1].low]
	}
	if notNames[low] {
		return ambiguousName[low] && nameAround(t, i)
	}
	if w.first && (strings.HasSuffix(low, "ing") || strings.HasSuffix(low, "ed")) && len(low) > 5 && !strings.Contains(low, "-") && i+1 < len(t) && t[i+1].kind == word {
		return false // "Adding Jane …", "Attached …"
	}
	if w.upper && utf8.RuneCountInString(w.text) <= 5 {
		// an acronym, unless it stands beside a name's other half: "WANG Xiaoming"
		next := i+1 < len(t) && t[i+1].kind == word && t[i+1].capital && !notNames[t[i+1].low] && t[i+1].para == w.para && !orgWords[t[i+1].low]
		prev := i > 0 && t[i-1].kind == word && t[i-1].capital && !notNames[t[i-1].low] && t[i-1].para == w.para && !orgWords[t[i-1].low]
		return (next || prev) && utf8.RuneCountInString(w.text) >= 2
	}
	return true
}

// ambiguousName: month and other words that are given names too.
var ambiguousName = set("april may june august jan mark will sun summer autumn mar maria bill art sep jun dean grace hope joy faith rose ivy miles drew chase rich frank max guy lane reid page case kind young long little best fall")

// nameAround: the word stands beside a capitalised word that is no number and no trade word.
func nameAround(t []token, i int) bool {
	if i+1 >= len(t) || t[i].first && t[i].is("will", "may", "fall", "case") {
		return false
	}
	n := &t[i+1]
	if n.kind == word && n.capital && !n.glued && n.para == t[i].para && !notNames[n.low] && !n.upper {
		return true
	}
	// as a family name: "Ivy Long"
	return i > 0 && t[i-1].kind == word && t[i-1].capital && !notNames[t[i-1].low] && !t[i-1].first && t[i-1].para == t[i].para && i+1 < len(t) && t[i+1].kind != number && t[i].is("long", "young", "little", "best", "page", "lane", "case", "may", "june", "frank", "mark", "dean", "rose", "guy", "rich", "chase", "hope", "kind", "summer")
}

// guestNouns introduce the guest by name: "our contractor Jane Doe", "a guest, Jane Doe".
func guestNoun(low string) bool {
	switch low {
	case "guest", "guests", "visitor", "visitors", "colleague", "named", "called", "person", "people", "following", "newcomer", "hire", "recruit":
		return true
	}
	return roleHead(low)
}

var hostNouns = set("lab laboratory group team office secretary assistant department section division unit clinic center institute supervisor platform project grant program bench core mentor advisor adviser sponsor sponsorship boss direction supervision")

var arrivalVerbs = set("received receives gets tried tries clicked lost deleted activated resigned lose loses will is joins joined join starts start started begins begin began arrives arrive arriving comes come coming needs need has have had left leaves leaving who would should visits visiting works worked working finishes finished tells told says said wants moved moves returned returns stays staying remains continues continue asked quit resigned ended ends completes completed won't isn't graduated may can was does still no already never hasn't didn't requires also just expects plans gets visited departed retired goes became withdrew, accepted decided and")

var colleagueVerbs = set("said told gave approved signed knows took handles handled mentioned suggested advised recommended sends confirmed arranged helped recommended filed submitted set noted wrote explained supervises runs directs heads leads manages")

// transitive verbs whose object is the guest in this trade.
var objectVerbs = set("extend add host hosting sponsor sponsoring invite invited inviting welcome welcoming deactivate terminate remove close end renew have having expect expecting hired hire hiring engaged recruit recruited give get keep register onboard onboarding bring bringing enroll reactivate prolong see taken took on in disable terminate cut set up let cancel delete suspend off")

// Why a name is the sponsor's and no guest's.
const (
	whySponsor    = "named as the sponsor"
	whyHadWritten = "the sponsor, who had the sender write"
)

// judge weighs what stands around a name.
func (p *prose) judge(m *mention, others []person, self bool) {
	t := p.toks
	at := func(k int) *token {
		if k < 0 || k >= len(t) || t[k].para != t[m.i].para {
			return &token{}
		}
		return &t[k]
	}
	b1, b2, b3 := at(m.i-1), at(m.i-2), at(m.i-3)
	a1, a2, a3 := at(m.j), at(m.j+1), at(m.j+2)
	add := func(n int, why string) {
		m.score += n
		if n > 0 && m.why == "" {
			m.why = why
		}
	}

	if who := knownPerson(m.words, others); who != "" {
		m.nobody, m.why = true, "it is the name of "+who
		return
	}
	// a parenthesis after the name is passed over to see what the person does
	past := m.j
	if a1.low == "(" {
		for n := m.j + 1; n < min(len(t), m.j+9); n++ {
			if t[n].low == ")" {
				past = n + 1
				break
			}
		}
	}
	if p.asksWriter(past) && !self {
		m.nobody, m.why = true, whyHadWritten
		return
	}
	// -- against: colleagues, hosts, sponsors
	possessed := a1.is("'s", "'") || strings.HasSuffix(at(m.j-1).low, "'s")
	// "Emeka's rotation project" is as likely the guest's; "Dr. Obi's project" is the host's
	project := a2.is("project", "program", "grant", "platform") || a3.is("project", "program", "grant", "platform")
	if possessed && (hostNouns[a2.low] || hostNouns[a3.low] && !guestAsset[a2.low]) && !p.inSubjectOnly() && (!project || m.title) {
		m.nobody, m.why = true, "whose group or office is meant"
		return
	}
	if possessed && !p.subject {
		for n := m.j; n < min(len(t), m.j+5) && t[n].sentence == t[m.i].sentence; n++ {
			if (roleHead(t[n].low) || t[n].is("guest", "visitor")) && !(n+1 < len(t) && guestAsset[t[n+1].low]) && !t[n].is("contractor", "sponsor") {
				m.nobody, m.why = true, "whose guest is meant"
				return
			}
		}
	}
	if onBehalf(t, m.i) {
		m.nobody, m.why = true, whyHadWritten
		return
	}
	if hostContext(t, m.i) {
		m.nobody, m.why = true, "named as host, sponsor or colleague"
		return
	}
	if a1.low == "," && (a2.is("my", "our", "the", "his", "her") || a2.is("who")) {
		for k := m.j + 1; k < min(m.j+6, len(t)); k++ {
			if t[k].is("assistant", "coordinator", "administrator", "manager", "secretary", "sponsor", "sponsors", "director", "pi", "supervisor", "sponsoring") {
				m.nobody, m.why = true, "named as a colleague or sponsor"
				return
			}
		}
	}
	if a1.is("sponsors") || a1.is("will", "is", "as", "who") && (a2.is("sponsor", "sponsoring") || a3.is("sponsor", "sponsoring") && !a2.is("need", "needs")) || a1.is("is", "as") && a2.is("the", "her", "his", "their", "our") && a3.is("sponsor", "pi", "host", "supervisor") {
		m.nobody, m.why = true, whySponsor
		return
	}
	if m.prose.closesSentence(m) && b1.is("describes", "described") {
		m.nobody = true
		return
	}
	if colleagueVerbs[a1.low] && !self {
		add(-4, "")
	} else if !self && a1.is("has", "had", "have", "already", "kindly") {
		// "… has already taken care of it"
		for n := m.j; n < min(len(t), m.j+5) && t[n].sentence == t[m.i].sentence; n++ {
			if t[n].is("taken", "arranged", "approved", "signed", "submitted", "filed", "created", "opened", "entered", "initiated", "confirmed", "agreed", "handled", "asked", "told", "given") || t[n].is("set") && n+1 < len(t) && t[n+1].is("up") {
				add(-5, "")
				break
			}
		}
	}
	if a1.is("in", "at", "from", "of") && a2.is("our", "the", "my", "hr") && !roleHead(b1.low) {
		add(-2, "")
	}
	if b1.is("with", "by", "via", "ask", "asked", "copy", "copying", "cc", "cc'ing", "cc'd", "contact", "call", "unlike", "like", "dear", "hi", "hello", "hey", "than", "told", "thanks", "thank", "through", "under", "behalf") || b1.low == "," && b2.is("thanks", "hi") && a1.kind == punct {
		add(-4, "")
	}
	if b1.is("of") && b2.is("instead", "place", "lieu") || b1.is("than") && b2.is("rather") {
		add(-7, "")
	}
	if b1.low == "doing" || b2.low == "like" || b1.is("replaces", "replacing", "replaced", "succeeds", "succeeding", "besides", "alongside", "as", "did") {
		add(-4, "")
	}
	// -- for
	if b1.low == "of" && (at(m.i-2).has(nAccount|nExtension) || at(m.i-2).is("stay", "visit", "internship", "appointment", "contract", "days", "departure", "arrival")) || b1.is("of", "for") && at(m.i-2).has(nExtension|nAccount) {
		add(3, "whose account or stay it is")
	}
	if b1.low == "for" || b1.is("for", "namely") {
		add(3, "an account or request is asked for this person")
	}
	if guestNoun(b1.low) || b1.low == "," && guestNoun(b2.low) || b1.is(":", "-", "–", "—") && guestNoun(b2.low) || b1.is("is", "being", "named", "called") && (guestNoun(b2.low) || b2.is("name", "names", "surname", "this", "he", "she", "person")) || (b1.is(":") && b2.is("name")) {
		add(4, "a word for guests introduces the name")
	}
	if b1.is("is", "am") && (b2.is("name", "i") || b3.is("name")) || b1.is("i'm") && self {
		add(4, "the writer gives the name")
	}
	if possessed && (guestAsset[a2.low] || guestAsset[a3.low] || guestAsset[at(m.j+3).low]) {
		add(4, "the account or stay is this person's")
	}
	if a1.low == "(" {
		switch {
		case p.isAccountID(m.j + 1), a2.kind == address:
			add(5, "the account or address follows the name")
		case a2.is("account", "hms", "huid", "hsr", "id", "username", "email", "e-mail", "ecommons", "family", "surname"):
			if !a2.is("huid") {
				add(3, "the account or name in parentheses follows")
			} else {
				add(1, "an ID follows the name")
			}
		case a2.capital:
			add(1, "")
		}
	}
	if a1.is("is", "was", "'s") && a2.is("a", "an", "our", "my", "the") && !possessed {
		add(3, "the sentence says who this is")
	}
	if b1.is("surname", "surnames") || b1.is("name", "names") && b2.is("family", "last", "given", "first", "full", "legal") {
		add(4, "it is called the guest's name")
	}
	if a1.is("is", "was") && a2.is("staying", "coming", "leaving", "joining", "starting", "arriving", "visiting", "still", "back", "finishing", "remaining", "continuing") {
		add(1, "")
	}
	if introduced(t, m.i) {
		add(3, "a description introduces the name")
	}
	if a1.is(",", "(") && a2.is("account", "id", "username") && (p.isAccountID(m.j+2) || p.isAccountID(m.j+3)) {
		add(4, "an account ID follows the name")
	}
	if a1.low == "<" && a2.kind == address || a1.kind == address || a1.is(",", ":", "-", "–", "—", "at") && a2.kind == address {
		add(5, "an address follows the name")
	}
	if p.isAccountID(m.j) || a1.is(",", "-", "–", "/") && p.isAccountID(m.j+1) {
		add(5, "an account ID follows the name")
	}
	if arrivalVerbs[a1.low] && !a1.is("and") {
		add(2, "the name is the subject of coming or leaving")
	}
	if a1.low == "," && (a2.is("who", "a", "an", "our", "my") || roleHead(a2.low) || roleModifiers[a2.low] && !a2.capital) || a1.is("who", "whose") {
		add(3, "an explanation of who this is follows")
	}
	if a1.is("of", "from", "at") && p.orgAt(m.j+1) > 0 || a1.is("of", "from", "at") && a2.low == "the" && p.orgAt(m.j+2) > 0 {
		add(3, "an institution follows the name")
	}
	if a1.is(",", "(", "-", "–") && p.orgAt(m.j+1) > 0 {
		add(3, "an institution follows the name")
	}
	if b1.has(vExtend|vEnd|vEnrol|vRevive|vSponsor) && b1.has(fBase|fIng) && !b1.is("end", "turn", "take", "stop", "enter") {
		add(3, "what is asked for is done to this person")
	} else if objectVerbs[b1.low] || b1.is("dr.", "dr") && objectVerbs[b2.low] || objectVerbs[b2.low] && b1.is("our", "my") {
		add(2, "what is asked for concerns this person")
	}
	if t[m.i].bullet {
		add(3, "the name begins a list item")
	}
	if b1.is("and", "&", ",") && len(m.words) >= 2 {
		add(1, "")
	}
	if p.subject && len(m.words) >= 1 {
		add(1, "")
		if m.i == 0 && m.j == len(t) && len(m.words) >= 2 {
			add(3, "the subject is the name")
		}
		if (b1.is("–", "-", "—", ":", ",") || m.i == 0 && a1.is(",", "-", "–", "—", ":", "'s", "(")) && (len(m.words) >= 2) {
			add(3, "the subject names the person")
		}
	}
	if m.title && len(m.words) >= 1 {
		add(1, "")
	}
	if len(m.words) >= 2 {
		add(1, "")
	}
}

// coordinate lets names that "and" or a comma joins share what speaks for one of them:
// "the accounts of Jane Doe and Mei Lin", "for A, B and C".
func (p *prose) coordinate(ms []mention) {
	t := p.toks
	for i := 0; i < len(ms); {
		j := i + 1
		for j < len(ms) && joined(t, ms[j-1].j, ms[j].i) {
			j++
		}
		// "Marek and Zofia Kowalski": the family name stands once for both
		for k := i; k+1 < j; k++ {
			if a, b := &ms[k], &ms[k+1]; len(a.words) == 1 && len(b.words) >= 2 && !a.title && !b.title && b.i == a.j+1 && t[a.j].is("and", "&") && !p.fullerName(ms, a) {
				a.words = append([]string{a.words[0]}, b.words[1:]...)
			}
		}
		last := false // only an "and" makes a list of names; commas alone may explain
		top := &ms[i]
		for k := i; k < j; k++ {
			if k > i {
				last = last || t[ms[k].i-1].is("and", "&", "or") || t[ms[k].i-1].is(",") && k > i+1
			}
			if !ms[k].nobody && ms[k].score > top.score || top.nobody {
				top = &ms[k]
			}
		}
		if j-i >= 2 && last && !top.nobody && top.score >= 4 {
			for k := i; k < j; k++ {
				if m := &ms[k]; !m.nobody && m.score < top.score && m.score >= 0 && len(m.words) >= min(2, len(top.words)) {
					m.score, m.why = top.score, "named together with another guest"
				}
			}
		}
		i = j
	}
}

// fullerName: the text names the person in full elsewhere.
func (p *prose) fullerName(ms []mention, m *mention) bool {
	for k := range ms {
		if len(ms[k].words) > 1 && sameName(m.words, ms[k].words) {
			return true
		}
	}
	return false
}

// joined: between two names stand only a comma, "and", or an aside in parentheses.
func joined(t []token, from, to int) bool {
	depth, link := 0, false
	if to-from > 14 || from >= to || t[from].para != t[to].para {
		return false
	}
	for k := from; k < to; k++ {
		switch {
		case t[k].is("(", "["):
			depth++
		case t[k].is(")", "]"):
			depth--
		case depth > 0:
		case t[k].is("and", "&", ",", ";", "or", "plus", "well", "as", "also", "for"):
			link = true
		default:
			return false
		}
	}
	return link && depth == 0
}

var guestAsset = set("account hms access guest visit last stay appointment role login activation sponsored end extension expiry time email e-mail address hsr name contract internship fellowship first start wireless vpn permissions privileges harvard request term placement affiliation card huid")

// onBehalf: "on behalf of Dr. X", "in the name of Prof. X", "for my boss, X".
func onBehalf(t []token, i int) bool {
	k := i - 1
	if k >= 0 && t[k].low == "," {
		k--
	}
	if k >= 2 && t[k].is("boss", "pi", "supervisor", "chief", "director") && t[k-1].is("my", "our") && t[k-2].is("for", "of") {
		return true
	}
	if k < 1 || t[k].low != "of" && !(t[k].is("'s")) || t[k].para != t[i].para {
		return k >= 1 && t[i-1].is("'s") && t[k].is("behalf")
	}
	return t[k-1].is("behalf") || t[k-1].low == "name" && k > 2 && t[k-2].low == "the" && t[k-3].low == "in"
}

// hostContext: "in the laboratory of Professor X", "guest of Prof. X", "sponsored by X",
// "on behalf of Dr. X", "under Prof. X", "my assistant, X".
func hostContext(t []token, i int) bool {
	k := i - 1
	if k < 0 || t[k].para != t[i].para {
		return false
	}
	if t[k].low == "," && k > 0 {
		k--
	}
	if t[k].is("host", "sponsor", "chair", "mentor") && k > 0 && t[k-1].is("to", "will", "would", "i", "we", "i'd", "and", "can", "please") {
		return false // verbs
	}
	if t[k].is("assistant", "secretary", "coordinator", "supervisor", "sponsor", "administrator", "advisor", "adviser", "mentor", "pi", "host", "boss", "chair", "director", "chief") && (k == 0 || !t[k-1].is("research", "teaching", "visiting", "physician", "lab", "a", "an", "as", "program", "new", "visiting")) {
		return true
	}
	if t[k].is(":") && k > 0 && t[k-1].is("sponsor", "pi", "host", "supervisor", "cc") {
		return true
	}
	if t[k].is("is") && k > 0 && (t[k-1].is("sponsor", "pi", "host", "supervisor", "boss", "assistant")) {
		return true
	}
	if !t[k].is("of", "by", "under", "with", "for", "from", "to", "behalf", "dean") {
		return false
	}
	for n := k - 1; n >= max(0, k-4); n-- {
		if t[n].sentence != t[i].sentence || t[n].para != t[i].para {
			return false
		}
		if t[k].is("of", "under") && (hostNouns[t[n].low] || t[n].is("behalf", "guest", "guests", "visitor", "wife", "husband")) && !(t[n].is("assistant")) {
			return n == k-1 || t[n].is("behalf") || t[n+1].is("of", "'s")
		}
		if t[k].is("by") && t[n].is("sponsored", "hosted", "supervised", "approved", "signed", "invited", "told", "asked", "mentored", "advised", "headed", "led", "directed", "run", "requested", "submitted", "sent", "paid", "handled", "arranged", "filed") {
			return true
		}
		if t[k].is("with", "for", "under") && t[n].is("working", "work", "works", "collaborating", "collaboration", "joint", "project", "mostly", "postdoc'd", "bench", "shares") {
			return true
		}
		if t[k].is("under") {
			return true
		}
		if t[k].is("to") && t[n].is("assistant", "reports", "according", "thanks", "reporting", "write", "copy") {
			return true
		}
		if t[k].is("from") && t[n].is("signature", "approval", "permission", "hear", "heard", "word", "go-ahead", "okay", "ok") {
			return true
		}
	}
	return t[k].is("behalf")
}

// knownPerson tells whose name the words are, of the people the mail's headers or a
// form name. One word alone must be one of that person's names; of two or more all must.
func knownPerson(words []string, others []person) string {
	for _, o := range others {
		names := nameTokens(o)
		if len(names) == 0 {
			continue
		}
		hit, full := 0, 0
		for _, w := range words {
			low := strings.Trim(fold(w), ".")
			if particles[low] {
				continue
			}
			full++
			for _, n := range names {
				if n == low {
					hit++
					break
				}
			}
		}
		if full > 0 && (hit == full || hit >= 2 && full-hit <= 1) {
			if o.name != "" {
				return o.name
			}
			return o.email
		}
	}
	return ""
}

func nameTokens(o person) []string {
	var out []string
	for _, w := range strings.FieldsFunc(fold(dropAsides(o.name)), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",.;/", r) }) {
		if utf8.RuneCountInString(w) > 1 && !titles[w] && !credentials[w] && !particles[w] {
			out = append(out, w)
		}
	}
	if len(out) == 0 && o.email != "" {
		local, _, _ := strings.Cut(o.email, "@")
		for _, w := range strings.FieldsFunc(local, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
			if len(w) > 2 {
				out = append(out, w)
			}
		}
	}
	return out
}

func (p *prose) closesSentence(m *mention) bool {
	return m.j < len(p.toks) && p.toks[m.j].is(".", "!")
}

func (p *prose) inSubjectOnly() bool { return p.subject }

// asksWriter: "… has asked me to", "would like me to": said of the person in whose
// name the sender writes.
func (p *prose) asksWriter(k int) bool {
	t := p.toks
	for n := k; n < min(len(t), k+5) && n > 0 && t[n].sentence == t[k-1].sentence; n++ {
		if t[n].is("asked", "asks", "told", "wants", "like", "likes", "instructed", "requested", "had") && n+2 < len(t) && t[n+1].is("me", "us") && (t[n+2].is("to", "request", "write", "send", "submit", "take")) {
			return true
		}
		if t[n].is(",", ".", ";") && n > k {
			return false
		}
	}
	return false
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
