package understand

import (
	"strings"
	"unicode/utf8"
)

// org is a run of capitalised words that can name an institution, tokens [i, j).
type org struct {
	i, j   int
	strong bool // a word such as University or LLC is in it
	acro   bool // an acronym (NIMHANS)
}

// orgConnectors stand between the words of an institution's name.
var orgConnectors = set("of de da do das dos del della dello dell' degli dei delle di des du the for and & la le les für der die den vom zu zur zum van voor und en et at y e d'")

// findOrgs collects institutions: capitalised runs with a word of orgWords in them,
// with what belongs to them behind a dash or comma ("Amrita Hospital, Kochi").
func findOrgs(t []token) []org {
	var out []org
	for i := 0; i < len(t); i++ {
		if abbreviatedUniversity(t, i) {
			j := orgEnd(t, orgRun(t, i+1))
			out = append(out, org{i: i, j: j, strong: true})
			i = j - 1
			continue
		}
		if !orgStart(t, i) {
			continue
		}
		j := orgRun(t, i)
		if ofFirstHalf(t, i, j) {
			j = dashTail(t, j)
		}
		strong := hasOrgWord(t, i, j)
		// A person's name does not run into an institution's: "Jane Doe of MIT".
		if strong {
			j = orgEnd(t, j)
			if !isHost(t, i, j) {
				out = append(out, org{i: i, j: j, strong: true})
			} else {
				out = append(out, org{i: i, j: j, strong: false})
			}
			i = j - 1
			continue
		}
		// "TU Dresden", "KU Leuven", "UC Davis": an abbreviation with its city after "from", "at", "of" or beside a name
		if n := utf8.RuneCountInString(t[i].text); t[i].upper && n >= 2 && n <= 4 && i > 0 && (t[i-1].is("from", "at", "of") || t[i-1].low == "with" && i > 1 && t[i-2].has(gBe) || t[i-1].is("(", ",") && !credentials[t[i].low] && !titles[t[i].low] && !t[i].is("pi")) && i+1 < len(t) && t[i+1].kind == word && t[i+1].capital && !t[i+1].upper && t[i+1].para == t[i].para && !notNames[t[i+1].low] && !isHost(t, i, i+1) {
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
	if hostish(low) || saint(t, i) > i {
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

var nationality = set("english german french spanish italian portuguese chinese japanese korean dutch swedish danish norwegian finnish polish czech american european british indian canadian australian brazilian mexican turkish israeli egyptian iranian russian ukrainian greek hungarian austrian swiss belgian irish scottish medical research boston brookline cambridge academic western eastern northern southern central first technical general children's royal national federal state christian medicine surgery science life summer master's blue red green")

func hostish(low string) bool { return low == "harvard" || low == "hms" || low == "wyss" }

// orgRun gives the end of the capitalised run with its connectors.
func orgRun(t []token, i int) int {
	j := max(i+1, saint(t, i))
	for j < len(t) && t[j].para == t[i].para && t[j].sentence == t[i].sentence {
		w := &t[j]
		if n := saint(t, j); n > j {
			j = n // "Kantonsspital St. Gallen"
			continue
		}
		if w.kind == word && w.capital && !w.initial && !monthly(t, j) && (!notNames[w.low] || institution(w.low) || nationality[w.low] || hostish(w.low) || fieldWords[w.low] && hasOrgWord(t, i, j)) && !titles[w.low] {
			j++
			continue
		}
		if w.kind == word && !w.capital && foreignInstitution(w.low) || maybeName(w) && j+1 < len(t) && !t[j+1].capital && t[j+1].sentence == w.sentence && foreignInstitution(t[j+1].low) || w.low == "." && w.glued && j+1 < len(t) && abbreviations[t[j-1].low] && t[j+1].upper && orgWords[t[j+1].low] {
			j++ // "Masarykova univerzita", "Chalmers tekniska högskola", "Novaterra GmbH & Co. KG"
			continue
		}
		if w.low == "'s" && hasOrgWord(t, j+1, orgRunShort(t, j+1)) {
			j = orgRunShort(t, j+1) // "Hokkaido University's Graduate School of Medicine"
			continue
		}
		if elidedName(w) {
			j++
			continue
		}
		if legalInitials(t, j) {
			return j + 2 // nothing follows a firm's legal form
		}
		if n := legalTail(t, j); n > j {
			return n
		}
		if n := particleRun(t, j); n > j && hasOrgWord(t, i, j) {
			j = n
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
			if k < len(t) && elidedName(&t[k]) && t[k].para == t[i].para && hasOrgWord(t, i, j) {
				j = k + 1
				continue
			}
			if k < len(t) && t[k].kind == word && t[k].capital && t[k].para == t[i].para && !titles[t[k].low] && !t[k].initial && (!notNames[t[k].low] || institution(t[k].low) || nationality[t[k].low]) && !monthly(t, k) {
				if w.low == "and" && hasOrgWord(t, i, j) && hasOrgWord(t, k, orgRunShort(t, k)) && (t[j+1].low == "the" || near(t, k, 12, "respectively", "resp")) {
					break // two institutions: "the School and the Kantonsspital", or one for each guest
				}
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
		if legalInitials(t, k) || t[k].upper && clinics[t[k].low] && (k > i || k+1 < j && orgConnectors[t[k+1].low]) || institution(t[k].low) && (t[k].capital || k > i && foreignInstitution(t[k].low)) {
			return true
		}
	}
	return false
}

// cityTail takes ", São Paulo", ", Kochi" or " in Berlin" after an institution: one to
// three capitalised words before the next comma or the end of the clause, and behind "in"
// four ("in Ho Chi Minh City"), which no person's name follows.
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
	if n == 0 || n > 3 && !strongTail && !(n == 4 && t[j].low == "in") {
		return j
	}
	// It is a place only where the sentence goes on as after one, not where a name begins its clause.
	if k >= len(t) || t[k].kind == punct && t[k].is(",", ".", ")", ";", "!", "?", ":") || t[k].is("to", "from", "as", "for", "and", "until", "is", "in", "on", "who", "with", "at", "since", "through", "starting") || t[j].low == "in" && t[k].has(gBe|gModal|gHave) {
		if k < len(t) && t[j].low != "in" && t[k].is("is", "who", "(", "will") && n >= 2 && !strongTail {
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
