package understand

import (
	"strings"
	"unicode"
)

// field is one thing that a request says about a guest or a sponsor.
type field uint8

const (
	fieldNone field = iota
	fieldName
	fieldGiven
	fieldFamily
	fieldMiddle
	fieldEmail
	fieldAffiliation
	fieldRole
	fieldHUID
	fieldHSR
	fieldAccount
	fieldStart
	fieldEnd
	fieldDates
	fieldOther // known, and of no use: telephone, department, comments
	fieldFrom  // "From": an institution or a first day, as the value shows
)

type about uint8

const (
	aboutGuest about = iota
	aboutSponsor
)

// label is what a form's label or a column's heading was understood as.
type label struct {
	field     field
	about     about
	explicit  bool // the label itself says whose it is
	lastFirst bool // it asks for the family name first
	both      bool // it asks for both names
	loose     bool // "Name", "Nom": the whole name, or the half that no other label asks for
	second    bool // it asks for the second of two surnames
	now       bool // it asks for the present end, not for the wanted one
	filledIn  bool // it asks who filled the form in, who is the sponsor unless another is named
	closing   bool // it asks when to end what would go on: "Close on", "End access on"
}

// labelWords are a label's words with what each can mean.
type labelWords struct {
	words   []string
	classes []labelClass
	any     labelClass // of all the words together
}

// wordsOfLabel takes a label apart. What stands in parentheses only explains and is left out.
func wordsOfLabel(bare string) labelWords {
	l := labelWords{words: strings.FieldsFunc(unqualified(fold(bare)), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:/.*_|[]\"“”•?!=<>&", r)
	})}
	if len(l.words) > longestLabel {
		return labelWords{}
	}
	l.classes = make([]labelClass, len(l.words))
	for i, w := range l.words {
		l.classes[i] = labelWord(w)
		l.any |= l.classes[i]
	}
	return l
}

// unqualified leaves out what a label says last, of how the value is to be: "Full name as in the
// passport", "E-mail outside of Harvard".
func unqualified(low string) string {
	for _, opener := range qualifiers {
		if i := strings.Index(low, opener); i > 0 {
			low = low[:i]
		}
	}
	return low
}

var qualifiers = []string{" as in ", " as on ", " as it ", " as shown", " as printed", " as written", " exactly as", " outside ", " other than "}

// longestLabel is more words than any label has; a question of a form may be long.
const longestLabel = 16

// has: one of the words can mean one of these.
func (l *labelWords) has(c labelClass) bool { return l.any&c != 0 }

// only: no word means anything but these and what merely explains.
func (l *labelWords) only(c labelClass) bool {
	for _, w := range l.classes {
		if w&(c|lFiller|lGuest|lHMS|lHarvard) == 0 {
			return false
		}
	}
	return true
}

// at is the index of the first word of the class, or beyond all words.
func (l *labelWords) at(c labelClass) int {
	for i, w := range l.classes {
		if w&c != 0 {
			return i
		}
	}
	return longestLabel + 1
}

func (l *labelWords) word(words ...string) bool {
	for _, w := range words {
		for _, o := range l.words {
			if o == w {
				return true
			}
		}
	}
	return false
}

// strange counts the words that no label is made of.
func (l *labelWords) strange() int {
	n := 0
	for _, c := range l.classes {
		if c == 0 {
			n++
		}
	}
	return n
}

// named: a word that is none of the language of labels has a possessive's ending: a name.
func (l *labelWords) named() bool {
	for i, c := range l.classes {
		if c == 0 && strings.HasSuffix(l.words[i], "'s") {
			return true
		}
	}
	return false
}

// classifyLabel understands a label such as "Guest's personal e-mail (not Harvard)".
// What stands in parentheses only explains, but for the order of names and whose it is.
func classifyLabel(raw string) label {
	l, _ := classify(raw)
	return l
}

// knownLabel asks in addition that nearly every word belongs to the language of
// labels, so that a sentence with a colon in it is not taken for one.
func knownLabel(raw string) (label, bool) {
	if len(raw) > 160 {
		return label{}, false
	}
	l, words := classify(raw)
	if l.field == fieldNone || len(words.words) > 8 {
		return l, false
	}
	bare, _ := aside(raw)
	if strings.ContainsAny(bare, ";!") || sentenceEndsIn(bare) {
		return l, false
	}
	strange := words.strange()
	if words.named() {
		return l, false // "Roe's Harvard ID": whose it is, the prose tells
	}
	return l, strange == 0 || strange == 1 && len(words.words) >= 3
}

// sentenceEndsIn: a full stop stands in it that is no abbreviation's ("no.", "Nr.").
func sentenceEndsIn(t string) bool {
	i := strings.Index(t, ". ")
	if i < 0 {
		return false
	}
	word := fold(t[strings.LastIndexByte(t[:i], ' ')+1 : i])
	return len(word) > longestAbbreviation || closedClass[word] || femalePronouns[word] || sentenceEndsIn(t[i+2:]) // "… for her. The HSR"
}

// longestAbbreviation is in letters.
const longestAbbreviation = 4

// aside divides a label into itself and what stands in parentheses. "Name(s)" has nothing in them.
func aside(raw string) (bare, inner string) {
	i := strings.IndexByte(raw, '(')
	if i < 0 {
		return raw, ""
	}
	inner, rest, _ := strings.Cut(raw[i+1:], ")")
	if fold(inner) == "s" || fold(inner) == "n" {
		return raw[:i] + rest, ""
	}
	return raw[:i] + " " + rest, inner
}

func classify(raw string) (label, labelWords) {
	bare, inner := aside(raw)
	words := wordsOfLabel(bare)
	if len(words.words) == 0 {
		return label{}, words
	}
	if inner != "" && words.strange() > 0 && words.any&^lFiller == 0 {
		// "Příjmení (surname)": of a label in a tongue that we don't have, the aside is the translation
		if l, translated := classify(inner); l.field != fieldNone && translated.strange() == 0 {
			return l, translated
		}
	}
	l := label{}
	l.about, l.explicit = words.whose()
	if inner != "" {
		explains := wordsOfLabel(inner)
		l.lastFirst = explains.lastFirst()
		if about, ok := explains.whose(); ok && !l.explicit && !explains.word("not", "non", "no", "than") {
			l.about, l.explicit = about, true // "HUID (sponsor)"
		}
	}
	words.ask(&l)
	return l, words
}

// whose tells whom a label is about, where it says so: the first of its words for a
// guest or a sponsor. "Your guest" is the guest.
func (l *labelWords) whose() (about, bool) {
	g, s := l.at(lGuest), l.at(lSponsor|lOurs)
	if s < g && g <= longestLabel && l.classes[s]&lOurs != 0 {
		return aboutGuest, true
	}
	switch {
	case g < s, l.word("for") && (l.has(lDone) || len(l.words) == 1):
		return aboutGuest, true // "Requested for", "For"
	case s < g, l.has(lDone) && l.has(lBy):
		return aboutSponsor, true
	}
	return aboutGuest, false
}

// lastFirst: "(last, first)", "(family name first)"; not "(family name last)".
func (l *labelWords) lastFirst() bool {
	family := l.at(lFamily)
	n := len(l.words)
	return family < n && family < l.at(lGiven) && !(family < n-1 && l.words[n-1] == "last")
}

// familyBeforeGiven: of the two halves that the label asks for, the surname comes
// first. A bare "name" beside one of them is the other: "Nom et prénom", "Nombre y apellidos".
func (l *labelWords) familyBeforeGiven() bool {
	switch {
	case !l.has(lFamily):
		return l.at(lName) < l.at(lGiven)
	case !l.has(lGiven):
		return l.at(lFamily) < l.at(lName)
	}
	return l.lastFirst()
}

// fullName: "full name", "nombre completo", whatever follows on the order of its halves.
func (l *labelWords) fullName() bool {
	for i := 1; i < len(l.classes); i++ {
		if a, b := l.classes[i-1], l.classes[i]; a&lFull != 0 && b&lName != 0 || a&lName != 0 && b&lFull != 0 {
			return true
		}
	}
	return false
}
