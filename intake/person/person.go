// Package person tells whether what a mail says of somebody names one of our guests. A guest's
// account is ended or extended by it, so it compares whole name parts and whole addresses: never
// fragments, and never by likeness.
package person

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Person is what is said, or known, of somebody; empty: nothing is.
type Person struct {
	Given, Family string
	Email         string
	HUID          string
	AccountID     string
}

// Fit is how what is said compares with who is known.
type Fit uint8

// The fits, the surer the higher.
const (
	Silent Fit = iota // nothing is said, or known, to compare
	Other             // somebody else is named
	Part              // the given name alone, the family name alone, or a part of either
	Whole             // the whole name, or what only one person has
)

// Names tells how what is said names the known person. Everything that is said must fit: an ID of
// one guest with the name of another names neither.
func Names(said, known Person) Fit {
	fit := Silent
	for _, f := range []Fit{
		same(said.AccountID, known.AccountID), same(said.Email, known.Email), same(said.HUID, known.HUID), Name(said, known),
	} {
		if f == Other {
			return Other
		}
		fit = max(fit, f)
	}
	return fit
}

// Touches tells that anything that is said fits the known person, whatever else is said.
func Touches(said, known Person) bool {
	return same(said.AccountID, known.AccountID) == Whole || same(said.Email, known.Email) == Whole || same(said.HUID, known.HUID) == Whole || Name(said, known) > Other
}

func same(said, known string) Fit {
	switch {
	case said == "" || known == "":
		return Silent
	case strings.EqualFold(strings.TrimSpace(said), strings.TrimSpace(known)):
		return Whole
	}
	return Other
}

// Name compares the names alone. Which half is the family name is not relied on: "Lin Mei" is how
// Mei Lin may be written, and a mail shows it as seldom as a form does.
//
//   - A name joined by hyphens is one part and is said whole, though perhaps written apart or
//     together: "Mei Ling" and "Meiling" are Mei-Ling, "Mei" is not.
//   - Of several given or family names the first, the last or any may be used alone.
//   - Particles ("van der") may be left out or put in.
//   - An initial stands for a name beside the family name, and says nothing by itself.
//   - Letters with marks are compared without them, or spelt out as in German ("Müller", "Muller",
//     "Mueller").
func Name(said, known Person) Fit {
	told := wordsOf(said.Given + " " + said.Family)
	parts := append(partsOf(known.Given), partsOf(known.Family)...)
	if len(told) == 0 || len(parts) == 0 {
		return Silent
	}
	used := make([]bool, len(parts))
	named, whole := 0, true
	for i := 0; i < len(told); {
		n, at := match(told[i:], parts, used)
		switch {
		case n > 0:
			used[at] = true
			if !parts[at].particle {
				named++
			}
			i += n
		case particles[told[i].plain], isInitial(told[i]): // whose initial it is, is looked at below
			i++
		default:
			return Other
		}
	}
	if named == 0 {
		return Other
	}
	for i, p := range parts {
		whole = whole && (used[i] || p.particle)
	}
	for _, w := range told {
		if isInitial(w) && !fitsInitial(w, parts, used) && !(whole && len(parts) > 1) {
			return Other // "K. Doe" is not Jane Doe; "Jane M. Doe" is
		}
	}
	if whole {
		return Whole
	}
	return Part
}

// fitsInitial: a part of the name that is not said otherwise begins so.
func fitsInitial(initial word, parts []part, used []bool) bool {
	for i, p := range parts {
		if !used[i] && strings.HasPrefix(p.plain, initial.plain) {
			return true
		}
	}
	return false
}

// word is a word of a name in its two spellings: its letters in lower case without marks, hyphens
// and apostrophes, and the same with umlauts and their like spelt out as in German.
type word struct{ plain, german string }

func (w word) is(v word) bool {
	return w.plain == v.plain || w.plain == v.german || w.german == v.plain
}

func (w word) and(v word) word { return word{w.plain + v.plain, w.german + v.german} }

// part is one word of a known name, or several joined by hyphens.
type part struct {
	word
	particle bool
}

func partsOf(name string) []part {
	var out []part
	for _, f := range strings.Fields(name) {
		if w := spell(f); w.plain != "" {
			out = append(out, part{w, particles[w.plain]})
		}
	}
	return out
}

// wordsOf are the words that were said, those joined by hyphens apart.
func wordsOf(name string) []word {
	var out []word
	for _, f := range strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || isHyphen(r) }) {
		if w := spell(f); w.plain != "" {
			out = append(out, w)
		}
	}
	return out
}

// match finds the part that the first words say, the most words first: how many, and which.
func match(told []word, parts []part, used []bool) (n, at int) {
	const most = 4 // words that a hyphenated name has
	for n = min(len(told), most); n > 0; n-- {
		joined := word{}
		for _, w := range told[:n] {
			joined = joined.and(w)
		}
		for at, p := range parts {
			if !used[at] && joined.is(p.word) {
				return n, at
			}
		}
	}
	return 0, 0
}

func isInitial(w word) bool { return len(w.plain) == 1 }

func isHyphen(r rune) bool { return r == '-' || r == '‐' || r == '‑' || r == '–' }

// particles may stand before a family name, or be left out.
var particles = set("van von der den de del della di da dos do du la le el al bin bint ben ibn ter ten te zu zum zur af av y e dal los las vande vander")

func set(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

func spell(s string) word {
	s = norm.NFC.String(strings.ToLower(s))
	return word{letters(plainLetters.Replace(s)), letters(germanLetters.Replace(s))}
}

// Letters that are no letter and mark to Unicode, and those that German spells with two.
var (
	plainLetters  = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i")
	germanLetters = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "å", "aa", "ø", "oe", "ß", "ss", "æ", "ae", "œ", "oe", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i")
)

func letters(s string) string {
	var out strings.Builder
	for _, r := range norm.NFD.String(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// Near tells that a word of the name is one of the known name's, or nearly: as a slip, or as what
// corrects one. It names nobody; whom it is near to may be asked about.
func Near(said, known Person) bool {
	for _, w := range wordsOf(said.Given + " " + said.Family) {
		most := len(w.plain) / 4 // a letter of four, two of eight
		for _, k := range wordsOf(known.Given + " " + known.Family) {
			if len(w.plain) > 1 && !particles[w.plain] && (w.is(k) || distance(w.plain, k.plain) <= most) {
				return true
			}
		}
	}
	return false
}

// distance is how many letters must be put in, left out or changed to make one word the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost = 1 + min(before, row[j], row[j+1])
			}
			before, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
