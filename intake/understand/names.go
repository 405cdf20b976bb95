package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fullName is a person's name in its two halves; either may be empty.
type fullName struct{ given, family string }

func (n fullName) empty() bool { return n.given == "" && n.family == "" }

// splitName divides a name as written. lastFirst says that the label or column puts
// the family name first even without a comma.
//
//   - titles and degrees are dropped, a second spelling or nickname in parentheses or
//     quotation marks too;
//   - "Last, First" is turned round;
//   - a family name in capitals is one ("WANG Xiaoming");
//   - a family name that stands first at home ("Kim Min-seo", "Halász Tibor") is one;
//   - particles and what follows them are the family name ("van der Berg");
//   - two Iberian surnames stay together ("Delgado Pineda");
//   - otherwise the last word is the family name.
func splitName(raw string, lastFirst bool) fullName {
	raw = dropAsides(raw)
	raw = strings.Trim(strings.Join(strings.Fields(raw), " "), " ,;:-–—*_\"'<>")
	if w := raw[strings.LastIndexByte(raw, ' ')+1:]; len(w) > 3 && strings.Count(w, ".") == 1 {
		raw = strings.TrimSuffix(raw, ".")
	}
	if strings.ContainsAny(raw, "@") {
		return fullName{}
	}
	parts := strings.Split(raw, ",")
	for len(parts) > 1 && allCredentials(parts[len(parts)-1]) {
		parts = parts[:len(parts)-1]
	}
	if len(parts) == 2 && strings.TrimSpace(parts[1]) != "" {
		family, given := nameWords(parts[0]), nameWords(parts[1])
		return fullName{given: recase(strings.Join(given, " ")), family: recase(strings.Join(family, " "))}
	}
	titled := hasTitle(parts[0])
	words := nameWords(parts[0])
	switch {
	case len(words) == 0:
		return fullName{}
	case len(words) == 1 && titled:
		return fullName{family: recase(words[0])}
	case len(words) == 1 && lastFirst:
		return fullName{family: recase(words[0])}
	case len(words) == 1:
		return fullName{given: recase(words[0])}
	}
	if titled && particles[fold(words[0])] { // "Dr. van der Berg"
		return fullName{family: strings.Join(words, " ")}
	}
	if cut, first, ok := capitalsAreFamily(words); ok {
		if first {
			return fullName{given: recase(strings.Join(words[cut:], " ")), family: recase(strings.Join(words[:cut], " "))}
		}
		return fullName{given: recase(strings.Join(words[:cut], " ")), family: recase(strings.Join(words[cut:], " "))}
	}
	if lastFirst || easternOrder(words) {
		return fullName{given: recase(strings.Join(words[1:], " ")), family: recase(words[0])}
	}
	cut := familyBegins(words)
	return fullName{given: recase(strings.Join(words[:cut], " ")), family: recase(strings.Join(words[cut:], " "))}
}

// familyBegins gives the index of the family name's first word.
func familyBegins(words []string) int {
	n := len(words)
	if n > 2 && generations[strings.TrimSuffix(fold(words[n-1]), ".")] {
		return familyBegins(words[:n-1]) // "Mendoza Jr." is the family name
	}
	for i := 1; i < n-1; i++ {
		low := fold(words[i])
		if particles[low] && (words[i] == strings.ToLower(words[i]) || leadingParticles[low]) {
			if (low == "y" || low == "e" || low == "i") && i >= 2 { // "García y Márquez" joins two surnames
				return i - 1
			}
			return i
		}
	}
	// Vietnamese names put the family name first; its syllable and the middle Thị or Văn show it.
	if n >= 3 && vietnameseFamily[fold(words[0])] && n <= 5 && !vietnameseFamily[fold(words[n-1])] {
		return n // the caller sees the whole as given: see familyFirst
	}
	if twoSurnames(words) {
		return n - 2
	}
	return n - 1
}

// vietnameseFamily: a dozen family names cover nine in ten Vietnamese.
var vietnameseFamily = set("nguyễn nguyen trần tran lê phạm pham hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý")

// familyFirst turns Vietnamese names round where the whole of it was taken as given.
func familyFirst(words []string) (fullName, bool) {
	if len(words) >= 3 && vietnameseFamily[fold(words[0])] && !vietnameseFamily[fold(words[len(words)-1])] {
		return fullName{given: strings.Join(words[1:], " "), family: words[0]}, true
	}
	return fullName{}, false
}

// capitalsAreFamily: some words wholly in capitals beside others that are not mark
// the family name, before or after.
func capitalsAreFamily(words []string) (cut int, first, ok bool) {
	upper := func(w string) bool { return isUpper(w) && !strings.HasSuffix(w, ".") }
	n := len(words)
	lead := 0
	for lead < n && upper(words[lead]) {
		lead++
	}
	if lead > 0 && lead < n {
		return lead, true, true
	}
	tail := n
	for tail > 0 && (upper(words[tail-1])) {
		tail--
	}
	for tail > 1 && tail < n && particles[fold(words[tail-1])] {
		tail--
	}
	if tail > 0 && tail < n && utf8.RuneCountInString(words[tail]) > 2 {
		return tail, false, true
	}
	return 0, false, false
}

// recase turns names written wholly in capitals or small letters into the usual form.
func recase(s string) string {
	if s == "" || s != strings.ToUpper(s) || utf8.RuneCountInString(s) <= 2 || strings.Contains(s, ".") && len(s) <= 6 {
		return s
	}
	letters := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters <= 2 {
		return s
	}
	var out strings.Builder
	begin := true
	for _, r := range s {
		if begin {
			out.WriteRune(unicode.ToUpper(r))
		} else {
			out.WriteRune(unicode.ToLower(r))
		}
		begin = !unicode.IsLetter(r) && !unicode.IsMark(r)
	}
	return out.String()
}

// dropAsides removes what stands in parentheses or quotation marks inside a name.
func dropAsides(s string) string {
	if indexMark(s, "([{\"“”„«") < 0 {
		return s
	}
	var out strings.Builder
	depth, quoted := 0, false
	for _, r := range s {
		switch {
		case r == '(' || r == '[' || r == '{' || r == '（':
			depth++
		case r == ')' || r == ']' || r == '}' || r == '）':
			if depth > 0 {
				depth--
				out.WriteByte(' ')
			}
		case r == '"' || r == '“' || r == '”' || r == '„' || r == '«' || r == '»':
			quoted = !quoted
			out.WriteByte(' ')
		case depth == 0 && !quoted:
			out.WriteRune(r)
		}
	}
	if strings.TrimSpace(out.String()) == "" {
		return strings.Trim(s, "()[]{}\"“”„«»")
	}
	return out.String()
}

func hasTitle(s string) bool {
	w, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return titles[fold(strings.Trim(w, ","))]
}

// nameWords drops titles before and degrees after.
func nameWords(s string) []string {
	words := strings.Fields(s)
	for len(words) > 0 && titles[fold(strings.Trim(words[0], ","))] {
		words = words[1:]
	}
	for len(words) > 1 && credentials[fold(strings.Trim(words[len(words)-1], ",."))] && (isUpper(words[len(words)-1]) || strings.ContainsAny(words[len(words)-1], ".D")) {
		words = words[:len(words)-1]
	}
	out := words[:0:0]
	for _, w := range words {
		w = strings.Trim(w, ",;:!?*_<>")
		if r, size := utf8.DecodeRuneInString(w); size == len(w) && unicode.IsUpper(r) && strings.Contains(s, w+".") {
			w += "." // an initial whose full stop was trimmed off the end
		}
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}

func allCredentials(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 {
		return true
	}
	for _, w := range words {
		if !credentials[fold(strings.Trim(w, ",."))] && !credentials[fold(w)] {
			return false
		}
	}
	return true
}

// personName tells whether a form's value can be a person's name: one to six words,
// mostly capitalised, without digits or an address.
func personName(v string) bool {
	words := nameWords(dropAsides(v))
	if len(words) == 0 || len(words) > 7 || strings.ContainsAny(v, "@0123456789?/") {
		return false
	}
	caps := 0
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(withoutElision(w))
		if unicode.IsUpper(r) || unicode.Is(unicode.Lo, r) {
			caps++
		} else if !particles[fold(w)] {
			return len(words) <= 3 && allLower(words) && !notNames[fold(words[0])]
		}
	}
	return caps > 0
}

// withoutElision leaves out what French, Italian and Dutch names melt into the next
// word in small letters: "d'Aubigny", "dell'Acqua", "'t".
func withoutElision(w string) string {
	if i := strings.IndexAny(fold(w), "'"); i > 0 && i <= len("dell") && i < len(w) && w[:i] == strings.ToLower(w[:i]) {
		_, size := utf8.DecodeRuneInString(w[i:])
		return w[i+size:]
	}
	return w
}

func allLower(words []string) bool {
	for _, w := range words {
		if w != strings.ToLower(w) || roleHeads[w] || notNames[w] {
			return false
		}
	}
	return true
}
