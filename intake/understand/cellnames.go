package understand

import "strings"

// halfName reads a first name or a surname. A remark after a comma is left out:
// "Quiñones Ortega, both words".
func halfName(v string) (string, bool) {
	if head, note, cut := strings.Cut(v, ","); cut && len(strings.Fields(note)) > 1 {
		v = head
	}
	name := strings.Join(nameWords(dropAsides(v)), " ")
	return name, name != "" && personName(v)
}

// partOfName: a half of the name, or the second word of one ("Segundo apellido").
func partOfName(before, value string, second bool) string {
	value = recase(value)
	if second && before != "" && before != value {
		return before + " " + value
	}
	return value
}

// settleName decides what a bare "Name" asks for: the whole name, but beside a first
// name the surname, and beside a surname the first name, as forms on the continent of
// Europe have it ("Nom" and "Prénom", "Name" and "Vorname", "Nome" and "Cognome").
func (r *record) settleName() {
	loose, given, family := -1, "", ""
	for i, c := range r.cells {
		switch {
		case c.label.field == fieldName && c.label.loose && loose < 0:
			loose = i
		case c.label.field == fieldGiven:
			given = c.value
		case c.label.field == fieldFamily:
			family = c.value
		}
	}
	if loose < 0 || given == "" == (family == "") {
		return
	}
	c := &r.cells[loose]
	if given != "" && !strings.Contains(fold(c.value), fold(given)) {
		c.label.field = fieldFamily
	} else if family != "" && !strings.Contains(fold(c.value), fold(family)) {
		c.label.field = fieldGiven
	}
}

// onlyTitle: "Dr." under the label "Title" is no role.
func onlyTitle(v string) bool { return titles[fold(strings.Trim(v, ". "))] }

// openings are words with which whole sentences answer the question for a name: "It is
// Jane Doe", "Her name is …", "That's me, …".
var openings = set("it it's he he's she she's they that that's this his her their the my our name guest visitor full is will be would i am i'm me myself")

// withoutOpening leaves them out, if something follows.
func withoutOpening(v string) string {
	rest := strings.TrimLeft(v, " ")
	for {
		first, after, more := strings.Cut(rest, " ")
		if !more || !openings[strings.TrimRight(fold(first), ",:")] {
			return rest
		}
		rest = strings.TrimLeft(after, " ")
	}
}

// withoutPreposition leaves out what a whole answer has before the thing itself: "She is at
// the …", "As a …".
func withoutPreposition(v string, prepositions map[string]bool) string {
	rest := withoutOpening(v)
	first, after, more := strings.Cut(rest, " ")
	if !more || !prepositions[fold(first)] {
		return v
	}
	for more && (prepositions[fold(first)] || fold(first) == "the" || fold(first) == "a" || fold(first) == "an") {
		rest = after
		first, after, more = strings.Cut(rest, " ")
	}
	return rest
}

// beforePlace and beforeRole are the prepositions before an institution and a role.
var (
	beforePlace = set("at from with")
	beforeRole  = set("as")
)

// nameValue reads a name out of a cell: what stands before an address, a dash or an ID.
func nameValue(v string, lastFirst bool) (fullName, bool) {
	v = withoutOpening(v)
	if i := strings.IndexAny(v, "<@;/"); i > 0 {
		if v[i] == '@' {
			i = strings.LastIndexAny(v[:i], " ,<(")
			if i < 0 {
				return fullName{}, false
			}
		}
		v = v[:i]
	}
	for _, sep := range []string{" - ", " – ", " — ", "  "} {
		if i := strings.Index(v, sep); i > 0 {
			v = v[:i]
		}
	}
	if words := nameWords(dropAsides(v)); len(words) == 0 {
		return fullName{}, false
	}
	parts := strings.Split(dropAsides(v), ",")
	if len(parts) == 2 && !allCredentials(parts[1]) && (hasLower(parts[1]) && len(strings.Fields(parts[1])) > 3 || roleWordIn(parts[1])) {
		v = parts[0] // "Jane Doe, visiting student from …"
	}
	if !personName(v) && !personName(strings.ReplaceAll(v, ",", " ")) {
		return fullName{}, false
	}
	n := splitName(v, lastFirst)
	if !strings.Contains(dropAsides(v), ",") && !lastFirst {
		if f, ok := familyFirst(nameWords(dropAsides(v))); ok {
			n = f
		}
	}
	return n, !n.empty()
}

// idLabels stand before an ID that follows a name in one cell.
var idLabels = set("huid id harvard hms account acct username user")

// cutIDs divides what a cell gives beside the name from it: "Jane Doe, jd123, HUID
// 91220458 (consultant)". What holds no figure, or an address, stays whole.
func cutIDs(v string) (name, ids string) {
	at := strings.IndexAny(v, "0123456789")
	if at < 0 || strings.ContainsRune(v, '@') {
		return v, ""
	}
	head := v[:strings.LastIndexAny(v[:at], " ,;(/|-")+1]
	for {
		head = strings.TrimRight(head, " ,;:(/|-–—#")
		i := strings.LastIndexAny(head, " ,;(/|-") + 1
		if i == 0 || !idLabels[strings.ToLower(head[i:])] {
			break
		}
		head = head[:i]
	}
	if head == "" {
		return v, ""
	}
	return head, v[len(head):]
}

func notAlphanumeric(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9')
}

func hasLower(s string) bool { return s != strings.ToUpper(s) }

func roleWordIn(s string) bool {
	for w := range strings.FieldsSeq(fold(s)) {
		if roleHead(strings.Trim(w, ".,")) {
			return true
		}
	}
	return false
}

// hintInside: "Siddharth Rao Kulkarni (family name: Kulkarni)".
func hintInside(v string, n fullName) (fullName, bool) {
	i := strings.IndexAny(v, "([")
	if i < 0 {
		return n, false
	}
	inner := fold(v[i:])
	if !has(inner, "family", "surname", "last name", "last:") {
		return n, false
	}
	words := strings.Fields(n.given + " " + n.family)
	var fam []string
	for _, w := range strings.FieldsFunc(v[i:], func(r rune) bool { return strings.ContainsRune(" ()[]:,=.", r) }) {
		if containsFold(words, w) {
			fam = append(fam, w)
		}
	}
	if len(fam) == 0 || len(fam) >= len(words) {
		return n, false
	}
	if suffixOf(fam, words) {
		return fullName{given: strings.Join(words[:len(words)-len(fam)], " "), family: strings.Join(words[len(words)-len(fam):], " ")}, true
	}
	return fullName{given: strings.Join(words[len(fam):], " "), family: strings.Join(words[:len(fam)], " ")}, true
}
