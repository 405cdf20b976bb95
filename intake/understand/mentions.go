package understand

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mention is a name found in prose, tokens [i, j), with what speaks for and against
// its being a guest's.
type mention struct {
	prose      *prose
	i, j       int
	words      []string // without titles, asides and degrees
	alias      string   // what the person is called besides: "Robert (Bob) Castle", "… (goes by Bob)"
	title      bool
	score      int
	list       int  // names that "and" joins have the same number above zero
	familyLast bool // a comma showed the last of the words to be the family name
	why        string
	identified bool // an address or account ID follows
	nobody     bool // the sender, a recipient, the sponsor, a colleague: never a guest
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
		if !p.isOrg(m.i, m.j) && !inAside(t, out, &m) {
			out = append(out, m)
		}
		i = max(m.j, i+1)
	}
	return p.lastFirst(out)
}

// lastFirst joins a family name, a comma and a given name ("Okonkwo, Chidinma (co@…)"),
// where what identifies one person follows: names in a list are each followed by it.
func (p *prose) lastFirst(ms []mention) []mention {
	t := p.toks
	out := ms[:0]
	for i := 0; i < len(ms); i++ {
		m := ms[i]
		if i+1 < len(ms) {
			n := &ms[i+1]
			one := len(m.words) == 1 && !m.title && len(n.words) <= 2 && !n.title && n.i == m.j+1 && t[m.j].low == ","
			listed := m.i > 0 && t[m.i-1].is(",", "and", "&")
			if one && !listed && n.j < len(t) && (t[n.j].kind == address || p.isAccountID(n.j) || t[n.j].low == "(" && n.j+1 < len(t) && (t[n.j+1].kind == address || p.isAccountID(n.j+1))) {
				m.words, m.j, m.familyLast = append(append([]string(nil), n.words...), m.words...), n.j, true
				i++
			}
		}
		out = append(out, m)
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
		case len(m.words) > 1 && generations[t[k].low] && t[k].capital:
			w := t[k].text
			if k++; k < len(t) && t[k].low == "." && t[k].glued {
				w += "."
				k++
			}
			m.words = append(m.words, w)
			continue
		case nameToken(t, k) && k > begin && latin(t[k].text) != latin(t[begin].text):
			// a word of another script is no part of the name: "Продление Pavel Gromov"
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
			if n < len(t) && nameToken(t, n) && t[n].para == t[k].para {
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
				m.alias = t[n-1].text
				if t[n-1].kind != word && n > k+2 {
					m.alias = t[n-2].text
				}
				k = n + 1
				continue
			}
		}
		break
	}
	m.j = k
	if !slices.ContainsFunc(m.words, func(w string) bool { return !strings.HasSuffix(w, ".") }) {
		return m, false // initials alone: "P.S."
	}
	// "Ramanathan, PhD": the degree belongs to the mention, so that what follows it is seen.
	for m.j+1 < len(t) && t[m.j].low == "," && t[m.j+1].kind == word && credentials[strings.TrimSuffix(t[m.j+1].low, ".")] && (t[m.j+1].capital) {
		m.j += 2
	}
	if len(m.words) == 1 && !m.title && t[m.i].upper { // an acronym
		return m, false
	}
	if m.alias == "" {
		m.alias = aliasAfter(t, m.j)
	}
	if begin > 0 && fieldWords[t[begin-1].low] && t[begin-1].capital && t[begin-1].sentence == t[begin].sentence {
		return m, false // "Health Care Policy"
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
	if len(m.words) == 1 && (t[begin].initial || orders(t, begin)) {
		return m, false
	}
	return m, true
}

// latin: the word begins with a letter of the Latin script.
func latin(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.Is(unicode.Latin, r)
}

// orders: the verb at k opens its sentence as an order, what it is about right behind
// it: "Prolong bm731", "Try jane@…".
func orders(t []token, k int) bool {
	if !t[k].first || k+1 >= len(t) || t[k+1].sentence != t[k].sentence || !t[k].has(fBase) && !t[k].is("try", "use", "write", "contact") {
		return false
	}
	return t[k+1].kind == address || accountShape(t[k+1].low)
}

// aliasWords stand before the name that somebody is called by.
var aliasWords = set("goes by called known as nickname aka a.k.a. who who's prefers likes to be short or")

// aliasAfter reads what a person is called from behind their name: "(Bob)", "(goes by
// Bob)", ", known as Bob". An institution or a number in parentheses is none.
func aliasAfter(t []token, k int) string {
	if k+1 >= len(t) || !t[k].is("(", ",") {
		return ""
	}
	n := k + 1
	for n < min(len(t), k+7) && (aliasWords[t[n].low] || t[n].is("\"", "“", "‘", "'")) {
		n++
	}
	said := n > k+1 && aliasWords[t[n-1].low] || n > k+2
	if n+1 >= len(t) || !said && t[k].low == "," || !nameToken(t, n) || t[n].upper || nameToken(t, n+1) || t[n].para != t[k].para {
		return ""
	}
	if !said && !t[n+1].is(")", "\"", "”") {
		return ""
	}
	return t[n].text
}

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
		k := indexMark(w.text, "-'’")
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
		return ambiguousName[low] && nameAround(t, i) || familyFirstInCapitals(t, i)
	}
	if w.first && (strings.HasSuffix(low, "ing") || strings.HasSuffix(low, "ed")) && len(low) > 5 && !strings.Contains(low, "-") && i+1 < len(t) && t[i+1].kind == word && !listedName(t, i) {
		return false // "Adding Jane …", "Attached …"
	}
	if w.upper && utf8.RuneCountInString(w.text) <= 5 {
		// an acronym, unless it stands beside a name's other half: "WANG Xiaoming"
		next := i+1 < len(t) && t[i+1].kind == word && t[i+1].capital && (!notNames[t[i+1].low] || familyFirstInCapitals(t, i+1)) && t[i+1].para == w.para && !orgWords[t[i+1].low]
		prev := i > 0 && t[i-1].kind == word && t[i-1].capital && !notNames[t[i-1].low] && t[i-1].para == w.para && !orgWords[t[i-1].low]
		return (next || prev) && utf8.RuneCountInString(w.text) >= 2
	}
	return true
}

// listedName: a list's item opens with two capitalised words and a mark behind them
// ("- Tsering Dolkar, account td907"): the first is a given name, whatever its ending,
// unless it is one of the verbs that ask for something.
func listedName(t []token, i int) bool {
	return t[i].bullet && t[i].lex == 0 && i+2 < len(t) && t[i+1].capital && t[i+1].lex == 0 && t[i+2].is(",", "(", ":", "-", "–", "—", ";")
}

// ambiguousName: month and other words that are given names too.
var ambiguousName = set("april may june august jan mark will sun summer autumn mar maria bill art sep jun dean thu grace hope joy faith rose ivy miles drew chase rich frank max guy lane reid page case kind young long little best fall")

// familyFirstInCapitals: a short word that is one of English, too, is a given name
// behind a family name in capitals ("LI Na", "XU An").
func familyFirstInCapitals(t []token, i int) bool {
	return i > 0 && shortGiven[t[i].low] && t[i].capital && !t[i].upper && t[i-1].upper && len(t[i-1].text) <= 5 && !notNames[t[i-1].low] && t[i-1].para == t[i].para && !t[i].first
}

// shortGiven are Chinese, Korean and Vietnamese given names that are words of English.
var shortGiven = set("na an he you so my min do in long bin")

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
