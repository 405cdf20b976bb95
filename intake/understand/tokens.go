package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	word tokenKind = iota
	number
	punct
	address // an email address
)

// token is a word, number, sign or email address of a region's prose.
type token struct {
	text       string // as written
	low        string // lower case, typographic apostrophes made plain
	start, end int    // in the source
	kind       tokenKind
	lex        lex  // what the word can mean in this trade
	capital    bool // begins with an upper-case letter
	upper      bool // has two letters or more, all upper case
	initial    bool // "K."
	sentence   int  // number of the sentence
	para       int  // number of the paragraph, list item or separate line
	first      bool // first of its sentence
	glued      bool // no blank before it
	bullet     bool // first of a list item
}

func (t *token) is(words ...string) bool {
	for _, w := range words {
		if t.low == w {
			return true
		}
	}
	return false
}

// maxTokens bounds what is read of one text as prose; nobody asks for an account in more.
const maxTokens = 8000

// tokenizer turns lines into tokens.
type tokenizer struct {
	toks []token
	para int
}

// tokenize reads the given lines of text (those for which keep is true) as prose.
// A sentence ends at a full stop, question or exclamation mark, at a blank line, at
// a list item, and at a line end where the writer broke the line on purpose: the
// next word would still have fitted into the width of the longest line.
func tokenize(text string, lines []line, keep func(*line) bool) []token {
	z := tokenizer{}
	width, size := 0, 0
	for i := range lines {
		if keep(&lines[i]) {
			size += len(lines[i].text)
			if n := utf8.RuneCountInString(lines[i].text); n <= 110 {
				width = max(width, n)
			} else {
				width = max(width, 72) // a program that wraps nothing: line ends are the writer's
			}
		}
	}
	z.toks = make([]token, 0, min(size/4+1, maxTokens)) // English has five letters a word, and signs
	prev := -1
	for i := range lines {
		l := &lines[i]
		if len(z.toks) > maxTokens {
			break
		}
		if !keep(l) {
			z.para++
			prev = -1
			continue
		}
		if l.blank() {
			z.para++
			prev = -1
			continue
		}
		bullet, skip := bulletWidth(l.text)
		if bullet || prev >= 0 && deliberateBreak(&lines[prev], l, width) {
			z.para++
		}
		n := len(z.toks)
		z.line(text, l.start+skip, l.end)
		if bullet && n < len(z.toks) {
			z.toks[n].bullet = true
		}
		prev = i
	}
	markSentences(z.toks)
	joinObfuscated(&z.toks)
	return z.toks
}

// line adds the tokens of text[start:end].
func (z *tokenizer) line(text string, start, end int) {
	glued := false
	for pos := start; pos < end && len(z.toks) <= maxTokens; {
		r, size := utf8.DecodeRuneInString(text[pos:end])
		switch {
		case unicode.IsSpace(r):
			pos += size
			glued = false
			continue
		case r >= '0' && r <= '9':
			stop := numberEnd(text, pos, end)
			// "a.b2@x.org" never starts here unless the address begins with a digit.
			if e := emailEnd(text, pos, end); e > stop {
				z.add(text, pos, e, address, glued)
				pos = e
			} else {
				z.add(text, pos, stop, number, glued)
				pos = stop
			}
		case unicode.IsLetter(r) || r == '_':
			if e := emailEnd(text, pos, end); e > 0 {
				z.add(text, pos, e, address, glued)
				pos = e
				break
			}
			stop := wordEnd(text, pos, end)
			pos = z.addWord(text, pos, stop, glued)
		case !glued && elision(text, pos, end) > 0:
			stop := elision(text, pos, end)
			z.add(text, pos, stop, word, false)
			pos = stop
		default:
			z.add(text, pos, pos+size, punct, glued)
			pos += size
		}
		glued = true
	}
}

// elision gives the end of a Dutch article worn down to one letter behind its
// apostrophe ("van 't Hooft"), 0 where none begins at pos.
func elision(text string, pos, end int) int {
	r, size := utf8.DecodeRuneInString(text[pos:end])
	if r != '\'' && r != '’' && r != '‘' {
		return 0
	}
	stop := pos + size + 1
	if stop >= end || text[stop] != ' ' || text[stop-1] != 't' {
		return 0
	}
	return stop
}

func (z *tokenizer) add(text string, start, end int, kind tokenKind, glued bool) {
	t := token{text: text[start:end], start: start, end: end, kind: kind, para: z.para, glued: glued}
	t.low = fold(t.text)
	if kind == word {
		r, size := utf8.DecodeRuneInString(t.text)
		t.capital = unicode.IsUpper(r) || unicode.IsTitle(r)
		t.initial = t.capital && (len(t.text) == size+1 && t.text[size] == '.')
		t.upper = isUpper(t.text)
		t.lex = lexemes[t.low]
	}
	z.toks = append(z.toks, t)
}

// addWord splits the possessive "'s" off, so that the name before it stands alone.
func (z *tokenizer) addWord(text string, start, stop int, glued bool) int {
	w := text[start:stop]
	for _, suffix := range []string{"'s", "’s", "'S", "’S"} {
		if strings.HasSuffix(w, suffix) && len(w) > len(suffix) {
			cut := stop - len(suffix)
			z.add(text, start, cut, word, glued)
			z.add(text, cut, stop, word, true)
			return stop
		}
	}
	z.add(text, start, stop, word, glued)
	return stop
}

// fold is lower case with plain apostrophes and hyphens, without allocating where nothing changes.
func fold(s string) string {
	plain, ascii := true, true
	for i := range len(s) {
		c := s[i]
		plain = plain && (c < 'A' || c > 'Z')
		if c >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	switch {
	case ascii && plain:
		return s
	case ascii:
		return strings.ToLower(s)
	}
	if s = strings.ToLower(s); strings.ContainsAny(s, "’‘‑") {
		s = plainMarks.Replace(s)
	}
	return s
}

// indexMark is strings.IndexAny for marks beyond ASCII, which it looks for one by one
// even in a text that has none.
func indexMark(s, marks string) int {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return strings.IndexAny(s, marks)
		}
		if strings.IndexByte(marks, s[i]) >= 0 {
			return i
		}
	}
	return -1
}

var plainMarks = strings.NewReplacer("’", "'", "‘", "'", "‑", "-")

func isUpper(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 2
}

// wordEnd: letters, digits and marks; inside, an apostrophe, hyphen, underscore or
// full stop that goes on in a letter ("O'Donnell", "Mei-Ling", "l.elamrani"); a
// single upper-case letter keeps its full stop ("K.").
func wordEnd(text string, pos, end int) int {
	i := pos
	for i < end {
		r, size := utf8.DecodeRuneInString(text[i:end])
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_' {
			i += size
			continue
		}
		next, nsize := utf8.DecodeRuneInString(text[min(i+size, end):end])
		if nsize == 0 {
			next = 0
		}
		switch r {
		case '\'', '’', '‘':
			if unicode.IsLetter(next) {
				i += size
				continue
			}
		case '-', '‑':
			if unicode.IsLetter(next) {
				i += size
				continue
			}
		case '.':
			if unicode.IsLower(next) || unicode.IsDigit(next) {
				i += size
				continue
			}
			if i > pos && isSingleUpper(text[pos:i]) {
				return i + 1
			}
		}
		break
	}
	return i
}

func isSingleUpper(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size == len(s) && unicode.IsUpper(r)
}

// numberEnd: digits, inside which . / - : may stand before a digit; an ordinal's
// ending ("1st", "30th") belongs to it. A "-" after slashes or dots separates two
// dates and ends the number.
func numberEnd(text string, pos, end int) int {
	i, sep := pos, byte(0)
	for i < end {
		c := text[i]
		if c >= '0' && c <= '9' {
			i++
			continue
		}
		if (c == '.' || c == '/' || c == '-' || c == ':') && i+1 < end && text[i+1] >= '0' && text[i+1] <= '9' {
			if c == '-' && (sep == '/' || sep == '.') || c == '/' && sep == '-' {
				break // two dates: "2/8/27-6/30/27", "2027-02-08/2027-06-30"
			}
			sep = c
			i++
			continue
		}
		break
	}
	if i+2 <= end {
		switch strings.ToLower(text[i:min(i+2, end)]) {
		case "st", "nd", "rd", "th", "er":
			if i+2 == end || !isLetterAt(text, i+2, end) {
				return i + 2
			}
		}
	}
	return i
}

func isLetterAt(text string, pos, end int) bool {
	r, _ := utf8.DecodeRuneInString(text[pos:end])
	return unicode.IsLetter(r)
}

// emailEnd gives the end of the address that begins at pos, or 0.
func emailEnd(text string, pos, end int) int {
	i := pos
	for i < end && isLocal(text[i]) {
		i++
	}
	if i == pos || i >= end || text[i] != '@' {
		return 0
	}
	j := i + 1
	dot := false
	for j < end && (isAlnum(text[j]) || text[j] == '.' || text[j] == '-') {
		if text[j] == '.' {
			if j+1 >= end || !isAlnum(text[j+1]) {
				break
			}
			dot = true
		}
		j++
	}
	for j > i+1 && !isAlnum(text[j-1]) {
		j--
	}
	if !dot || j == i+1 {
		return 0
	}
	return j
}

func isLocal(c byte) bool {
	return isAlnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '\''
}

func isAlnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
