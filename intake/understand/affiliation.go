package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// org is a run of capitalised words that can name an institution, tokens [i, j).
type org struct {
	i, j   int
	strong bool // a word such as University or LLC is in it
	acro   bool // an acronym (NIMHANS)
}

// orgConnectors stand between the words of an institution's name.
var orgConnectors = set("of de da do das dos del della di des du the for and & la le les für der die und en et at y e d'")

// findOrgs collects institutions: capitalised runs with a word of orgWords in them,
// with a city after a comma ("Amrita Hospital, Kochi").
func findOrgs(t []token) []org {
	var out []org
	for i := 0; i < len(t); i++ {
		if !orgStart(t, i) {
			continue
		}
		j := orgRun(t, i)
		strong := hasOrgWord(t, i, j)
		// A person's name does not run into an institution's: "Jane Doe of MIT".
		if strong {
			j = cityTail(t, j)
			if !isHost(t, i, j) {
				out = append(out, org{i: i, j: j, strong: true})
			} else {
				out = append(out, org{i: i, j: j, strong: false})
			}
			i = j - 1
			continue
		}
		// "TU Dresden", "KU Leuven", "UC Davis": an abbreviation with its city after "from", "at", "of" or beside a name
		if n := utf8.RuneCountInString(t[i].text); t[i].upper && n >= 2 && n <= 4 && i > 0 && (t[i-1].is("from", "at", "of") || t[i-1].is("(", ",") && !credentials[t[i].low] && !titles[t[i].low] && !t[i].is("pi")) && i+1 < len(t) && t[i+1].kind == word && t[i+1].capital && !t[i+1].upper && t[i+1].para == t[i].para && !notNames[t[i+1].low] && !isHost(t, i, i+1) {
			out = append(out, org{i: i, j: i + 2, strong: true})
			i++
			continue
		}
		if t[i].upper && !strings.ContainsAny(t[i].text, "0123456789") && utf8.RuneCountInString(t[i].text) >= 3 && j == i+1 && !notNames[t[i].low] && !familyInCapitals(t, i) {
			out = append(out, org{i: i, j: j, acro: true})
			i = j - 1
		}
	}
	return out
}

// familyInCapitals: the word in capitals ends a name ("Ryosuke TAKAHASHI"), or the whole
// text is in capitals.
func familyInCapitals(t []token, i int) bool {
	return i > 0 && t[i-1].upper && t[i-1].para == t[i].para || i > 0 && t[i-1].kind == word && t[i-1].capital && !t[i-1].upper && !t[i-1].first && t[i-1].para == t[i].para && !notNames[t[i-1].low] && !institution(t[i-1].low)
}

func orgStart(t []token, i int) bool {
	if t[i].kind != word || !t[i].capital || t[i].initial {
		return false
	}
	low := t[i].low
	if institution(low) {
		return true
	}
	if hostish(low) {
		return true
	}
	if titles[low] || notNames[low] && !(t[i].upper && len(t[i].text) > 2) {
		// "Indian Institute", "American University", "National Taiwan University" begin with words
		// that are no names; they count where an institution's word follows.
		if i+1 < len(t) && t[i+1].kind == word && t[i+1].capital && !t[i+1].first && t[i+1].para == t[i].para && nationality[low] {
			return true
		}
		return false
	}
	return true
}

var nationality = set("english german french spanish italian portuguese chinese japanese korean dutch swedish danish norwegian finnish polish czech american european british indian canadian australian brazilian mexican turkish israeli egyptian iranian russian ukrainian greek hungarian austrian swiss belgian irish scottish medical research boston cambridge academic western eastern northern southern central first technical general children's royal national federal state christian medicine surgery science life summer master's blue red green")

func hostish(low string) bool { return low == "harvard" || low == "hms" || low == "wyss" }

// orgRun gives the end of the capitalised run with its connectors.
func orgRun(t []token, i int) int {
	j := i + 1
	for j < len(t) && t[j].para == t[i].para && t[j].sentence == t[i].sentence {
		w := &t[j]
		if w.kind == word && w.capital && !w.initial && !monthly(t, j) && (!notNames[w.low] || institution(w.low) || nationality[w.low] || hostish(w.low)) && !titles[w.low] {
			j++
			continue
		}
		if w.kind == word && !w.capital && foreignInstitution(w.low) || w.low == "." && w.glued && j+1 < len(t) && abbreviations[t[j-1].low] && t[j+1].upper && orgWords[t[j+1].low] {
			j++ // "Masarykova univerzita", "Novaterra GmbH & Co. KG"
			continue
		}
		if w.low == "'s" && hasOrgWord(t, j+1, orgRunShort(t, j+1)) {
			j = orgRunShort(t, j+1) // "Hokkaido University's Graduate School of Medicine"
			continue
		}
		if w.initial && j+1 < len(t) && t[j+1].capital {
			j++
			continue
		}
		if (w.kind == word || w.low == "&") && orgConnectors[w.low] {
			k := j + 1
			for k < len(t) && orgConnectors[t[k].low] && k < j+3 {
				k++
			}
			if k < len(t) && t[k].kind == word && t[k].capital && t[k].para == t[i].para && !titles[t[k].low] && !t[k].initial && (!notNames[t[k].low] || institution(t[k].low) || nationality[t[k].low]) && !monthly(t, k) {
				// "Jane Doe of X University": the run before "of" must be of the institution.
				if (w.is("of", "at", "for", "and", "&", "the") && !hasOrgWord(t, i, j)) && !(w.is("and", "&") && hasOrgWord(t, j, orgRunShort(t, k))) {
					break
				}
				if w.low == "at" && (!hasOrgWord(t, i, j) || t[i].is("department", "dept", "division", "section", "chair")) {
					break // "the Department of Physiology at the Université de Montréal" is two
				}
				if w.low == "for" && !hasOrgWord(t, i, j) {
					break
				}
				j = k + 1
				continue
			}
			// "Hospital das Clínicas", "University of the Andes"; in small letters: "Centre for dentistry" is left
		}
		break
	}
	return j
}

func orgRunShort(t []token, i int) int {
	j := i
	for j < len(t) && j < i+4 && t[j].capital && t[j].para == t[i].para {
		j++
	}
	return j
}

func monthly(t []token, j int) bool {
	_, m := months[t[j].low]
	_, w := weekdays[t[j].low]
	return (m || w) && j+1 < len(t) && (t[j+1].kind == number || t[j+1].is(",", ".", ")"))
}

func hasOrgWord(t []token, i, j int) bool {
	for k := i; k < j && k < len(t); k++ {
		if institution(t[k].low) && (t[k].capital || k > i && foreignInstitution(t[k].low)) {
			return true
		}
	}
	return false
}

// cityTail takes ", São Paulo", ", Kochi" or " in Berlin" after an institution: one to
// three capitalised words before the next comma or the end of the clause.
func cityTail(t []token, j int) int {
	if j+1 >= len(t) || !(t[j].low == "," && t[j].glued) && t[j].low != "in" || t[j+1].para != t[j].para {
		return j
	}
	if _, month := months[t[j+1].low]; month && t[j].low == "in" {
		return j
	}
	k := j + 1
	n := 0
	strongTail := false
	for k < len(t) && n < 5 && t[k].para == t[j].para && t[k].kind == word && (t[k].capital && !t[k].initial && (!notNames[t[k].low] || institution(t[k].low) || nationality[t[k].low]) && !titles[t[k].low] || n > 0 && orgConnectors[t[k].low] && !t[k].is("and", "at", "for") && k+1 < len(t) && t[k+1].capital) {
		strongTail = strongTail || institution(t[k].low)
		n++
		k++
	}
	if n == 0 || n > 3 && !strongTail {
		return j
	}
	// It is a place only where the sentence goes on as after one, not where a name begins its clause.
	if k >= len(t) || t[k].kind == punct && t[k].is(",", ".", ")", ";", "!", "?", ":") || t[k].is("to", "from", "as", "for", "and", "until", "is", "in", "on", "who", "with", "at", "since", "through", "starting") {
		if k < len(t) && t[k].is("is", "who", "(", "will") && n >= 2 && !strongTail {
			return j
		}
		if k < len(t) && t[k].low == "," && n == 2 && k+1 < len(t) && t[k+1].is("who", "will", "a", "an") {
			return j // ", Jane Doe, who …": a person
		}
		return k
	}
	return j
}

func isHost(t []token, i, j int) bool {
	var parts []string
	for k := i; k < j; k++ {
		parts = append(parts, t[k].low)
	}
	name := strings.Join(parts, " ")
	for _, h := range hostOrgs {
		if name == h {
			return true
		}
	}
	return strings.Contains(name, "wyss") || strings.Contains(name, "harvard medical") || strings.HasPrefix(name, "hms ") || strings.Contains(name, "sponsored role") || strings.HasPrefix(name, "department of") || strings.HasPrefix(name, "guest ") || strings.Contains(name, "hsr portal") || strings.Contains(name, "affairs") || strings.Contains(name, "committee") || strings.Contains(name, "school of dental medicine") && strings.Contains(name, "harvard")
}

func (p *prose) isOrg(i, j int) bool {
	for _, o := range p.orgs {
		if i < o.j && j > o.i {
			return true
		}
	}
	return false
}

// orgAt gives the end of an institution that begins at token i, or 0. In such a
// place ("from …", "of …") one capitalised word or an acronym will do.
func (p *prose) orgAt(i int) int {
	if i < len(p.toks) && p.toks[i].low == "the" {
		i++
	}
	for _, o := range p.orgs {
		if o.i == i && (o.strong || o.acro) {
			return o.j
		}
	}
	return 0
}

// affiliationEvidence weighs the institutions of a text as somebody's home.
func (p *prose) affiliationEvidence() []finding {
	t := p.toks
	var out []finding
	add := func(i, j, strength int, reason string) {
		j = trimTail(t, i, j)
		if i >= j || isHost(t, i, j) {
			return
		}
		out = append(out, finding{field: fieldAffiliation, i: i, j: j, text: clean(p.textOf(i, j)), strength: strength, reason: reason})
	}
	for _, o := range p.orgs {
		if !o.strong && !o.acro || isHost(t, o.i, o.j) {
			continue
		}
		b, n := o.i-1, o.i
		if b >= 0 && t[b].low == "the" {
			b--
		}
		if b < 0 || t[b].para != t[o.i].para {
			if o.strong {
				add(n, o.j, 1, "an institution is named")
			}
			continue
		}
		if p.firstPersonJob(b) && !p.self {
			continue // "I am a professor at …" is about the sponsor
		}
		base := 0
		if o.strong {
			base = 2
		}
		if t[b].low == "/" && b > 0 && t[b-1].low == "w" { // "w/"
			add(n, o.j, base+3, "named after \"w/\"")
			continue
		}
		switch {
		case t[b].is("from", "of") && !(b > 0 && t[b-1].is("head", "chair", "dean", "director", "away", "mail", "campus", "office", "hear", "heard")):
			add(n, o.j, base+3, "named after \""+t[b].low+"\"")
		case t[b].is("at", "by", "for", "with", "in"):
			s := base + 1
			if p.newJob(b) {
				continue
			}
			if b > 0 && (t[b-1].is("student", "fellow", "postdoc", "employed", "works", "professor", "researcher", "physician", "candidate", "based", "employee", "engineer", "scientist", "working", "studies", "studying", "enrolled", "faculty", "lecturer", "contractor", "consultant", "job", "position", "appointment", "working") || roleHead(t[b-1].low)) {
				s += 2
			}
			add(n, o.j, s, "named after \""+t[b].low+"\"")
		case t[b].is("(", ",", "-", "–", "—", ";", "/"):
			add(n, o.j, base+2, "named beside the guest")
		case t[b].is("joins", "join", "leaves", "left", "joined", "is"):
			add(n, o.j, base, "named in the sentence")
		default:
			if o.strong {
				add(n, o.j, base, "an institution is named")
			}
		}
	}
	// A place that only "from", "of" or parentheses mark, of words that are no institution's: weak.
	for i := 0; i+1 < len(t); i++ {
		after := i > 0 && (t[i-1].capital && t[i-1].kind == word && !notNames[t[i-1].low] || roleHead(t[i-1].low) || t[i-1].is("works", "working", "employed", "based", "candidate", "studies", "studying", "enrolled", "job", "position"))
		employer := t[i].is("agency", "company", "firm", "employer")
		if !(employer || t[i].is("from", "employed") || t[i].is("of", "at", "with") && after || p.self && t[i].low == "at" && t[i].first || t[i].low == "/" && i > 0 && t[i-1].low == "w") {
			continue
		}
		if p.firstPersonJob(i) && !p.self || p.newJob(i) {
			continue
		}
		k := i + 1
		for k+1 < len(t) && (t[k].is("by", "the") || employer && t[k].is("is", ":", ",", "called", "named")) {
			k++
		}
		if !t[k].capital || t[k].kind != word || p.isOrg(k, k+1) || notNames[t[k].low] && !nationality[t[k].low] || titles[t[k].low] || t[k].para != t[i].para || monthly(t, k) {
			continue
		}
		if _, m := months[t[k].low]; m {
			continue
		}
		j := orgRun(t, k)
		for j+1 < len(t) && t[j].low == "&" && t[j+1].capital && t[j+1].para == t[k].para {
			j = orgRun(t, j+1) // a firm: people are joined so before a name, not behind "from"
		}
		if m, ok := mentionAt(t, k); ok && m.title || p.guestAt(k) {
			continue
		}
		add(k, cityTail(t, j), 2, "named after \""+t[i].low+"\"")
	}
	out = append(out, p.smallLetterOrgs()...)
	return append(out, p.asideOrgs()...)
}

// asideOrgs: two to four capitalised words that fill the parentheses behind a guest's
// name ("Zoë Kravchenko (UMass Lowell)").
func (p *prose) asideOrgs() []finding {
	t := p.toks
	var out []finding
	for i := range p.region.mentions {
		m := &p.region.mentions[i]
		if m.prose != p || m.nobody || len(m.words) < 2 || m.j+1 >= len(t) || t[m.j].low != "(" {
			continue
		}
		from := m.j + 1
		to := orgRunShort(t, from)
		if r, _ := utf8.DecodeRuneInString(t[from].text); !unicode.Is(unicode.Latin, r) {
			continue // the name in another script
		}
		if to-from >= 2 && to < len(t) && t[to].low == ")" && !p.isOrg(from, to) && !isHost(t, from, to) && !hostNouns[t[to-1].low] {
			out = append(out, finding{field: fieldAffiliation, i: from, j: to, text: clean(p.textOf(from, to)), strength: 2, reason: "in parentheses behind the guest's name"})
		}
	}
	return out
}

// newJob: the words before say where the guest goes and not where they come from:
// "got a job at …", "accepted a position with …".
func (p *prose) newJob(b int) bool {
	t := p.toks
	return near(t, b, -3, "job", "position", "offer", "post") && near(t, b, -6, "got", "found", "accepted", "takes", "taking", "took", "new", "offered", "landed", "starting", "started")
}

// guestAt: a name that is taken for a guest's begins at token k.
func (p *prose) guestAt(k int) bool {
	for i := range p.region.mentions {
		if m := &p.region.mentions[i]; m.prose == p && m.i == k && !m.nobody && m.score >= 3 {
			return true
		}
	}
	return false
}

// smallLetterOrgs finds institutions that were typed without capitals: a run after
// "from" with an institution's word in it ("from trinity college dublin"), and the
// one unknown word after a guest's name and "of", or after what they are and "from"
// or "at" ("Bram Peeters of imec,", "a visiting engineer from imec").
func (p *prose) smallLetterOrgs() []finding {
	t := p.toks
	var out []finding
	for i := 1; i+1 < len(t); i++ {
		if !t[i].is("from", "of", "at") {
			continue
		}
		j, org := i+1, false
		for j < len(t) && j < i+7 && t[j].sentence == t[i].sentence && t[j].kind == word && !t[j].capital && (!closedClass[t[j].low] || t[j].low == "of") {
			org = org || orgWords[t[j].low] && !commonOrgWords[t[j].low]
			j++
		}
		ends := j == len(t) || t[j].sentence != t[i].sentence || t[j].is(",", ".", ";", "(") || closedClass[t[j].low]
		switch {
		case org && j-i > 2 && t[i].low == "from":
			out = append(out, finding{field: fieldAffiliation, i: i + 1, j: j, text: clean(p.textOf(i+1, j)), strength: 2, reason: "an institution in small letters"})
		case j != i+2 || !ends || awayWords[t[i+1].low]:
		case p.guestEndsAt(i) && !t[i].is("at"), roleHead(t[i-1].low) && !t[i].is("of") && maybeName(&t[i+1]):
			out = append(out, finding{field: fieldAffiliation, i: i + 1, j: j, text: clean(p.textOf(i+1, j)), strength: 2, reason: "named after \"" + t[i].low + "\""})
		}
	}
	return out
}

// commonOrgWords are in institutions' names, and in small letters are just nouns.
var commonOrgWords = set("group department research science medical services company laboratory agency medicine")

// awayWords say where somebody comes from without naming it.
var awayWords = set("abroad overseas outside elsewhere industry academia home there here work school town college university europe asia africa")

func (p *prose) guestEndsAt(k int) bool {
	for i := range p.region.mentions {
		if m := &p.region.mentions[i]; m.prose == p && m.j == k && !m.nobody && len(m.words) > 1 {
			return true
		}
	}
	return false
}

// firstPersonJob: the words before say that this is where the writer works: "I am a
// lecturer at …", "I'm based at …", "my lab at …".
func (p *prose) firstPersonJob(b int) bool {
	t := p.toks
	for k := b; k >= 0 && k > b-9 && t[k].sentence == t[b].sentence; k-- {
		if t[k].is(",", ";", "who", "from") && k < b {
			return false
		}
		job := k + 1
		if t[k].low == "i" {
			job++
		}
		if (t[k].is("i'm") || t[k].low == "i" && k+1 < len(t) && t[k+1].is("am", "was")) && job < len(t) && t[job].is("a", "an", "the", "in", "at", "with", "based", "on", "currently", "also", "working", "one") {
			return true
		}
		if t[k].low == "i" && k+1 < len(t) && t[k+1].is("work", "run", "teach", "direct", "head", "lead") {
			return true
		}
		if t[k].is("my", "our") && k+1 < len(t) && t[k+1].is("lab", "group", "department", "office", "team", "division") && k >= b-4 {
			return true
		}
	}
	return false
}

// trimTail drops connectors that ended up last.
func trimTail(t []token, i, j int) int {
	for j > i && (orgConnectors[t[j-1].low] || t[j-1].kind == punct && !t[j-1].is(")", ".")) {
		j--
	}
	return j
}

// clean brings a stretch of text onto one line.
func clean(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, ">", " ")), " ")
	return strings.Trim(s, " ,;:-–—")
}
