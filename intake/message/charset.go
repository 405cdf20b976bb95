package message

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"github.com/jhillyerd/enmime/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	utf16 "golang.org/x/text/encoding/unicode"
)

// decoded is the part's text in UTF-8. Where no charset is declared and the bytes
// are not UTF-8, the charset is found out: spreadsheets export lists in that of their
// computer, and programs attach them without a word on it.
func decoded(p *enmime.Part) string {
	if s, ok := unicodeText(p.Content); ok {
		return s
	}
	if p.Charset == "" || strings.EqualFold(p.Charset, "us-ascii") {
		if s, ok := guessed(p.Content); ok {
			return s
		}
	}
	if s, ok := decodeWith(charmap.Windows1252, p.Content); ok {
		return s
	}
	return strings.ToValidUTF8(string(p.Content), "\uFFFD")
}

// unicodeText reads what a byte order mark, the zero bytes of UTF-16, the escapes of
// ISO-2022-JP or valid UTF-8 itself show.
func unicodeText(b []byte) (string, bool) {
	if bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) {
		return decodeWith(utf16.UTF16(utf16.LittleEndian, utf16.UseBOM), b)
	}
	if odd, even := zeros(b); len(b) >= 4 && 4*max(odd, even) > len(b) {
		order := utf16.LittleEndian
		if even > odd {
			order = utf16.BigEndian
		}
		return decodeWith(utf16.UTF16(order, utf16.IgnoreBOM), b)
	}
	if bytes.Contains(b, []byte("\x1b$")) {
		if enc, err := htmlindex.Get("iso-2022-jp"); err == nil {
			return decodeWith(enc, b)
		}
	}
	return string(b), utf8.Valid(b)
}

func zeros(b []byte) (odd, even int) {
	for i, c := range b {
		if c != 0 {
			continue
		}
		if i%2 == 1 {
			odd++
		} else {
			even++
		}
	}
	return odd, even
}

func decodeWith(enc encoding.Encoding, b []byte) (string, bool) {
	out, err := enc.NewDecoder().Bytes(b)
	return string(out), err == nil
}

// leastConfidence is what the detector must be sure of, in percent.
const leastConfidence = 50

// western are the charsets of the computers at western desks: Windows, the old Mac's
// Excel, and DOS, which Windows' own console still exports in.
var western = []encoding.Encoding{charmap.Windows1252, charmap.Macintosh, charmap.CodePage850}

// eastern are those of Central Europe, whose letters must make up for being rarer.
var eastern = []encoding.Encoding{charmap.Windows1250, charmap.ISO8859_2}

// guessed takes the detector's guess for scripts other than Latin, whose letters stand
// in runs of high bytes. Where single high bytes stand among ASCII letters the text is in a
// European language, of which the detector sees too little in a list of names: then the
// charset is the one that makes the likeliest words.
func guessed(b []byte) (string, bool) {
	var guess encoding.Encoding
	if g, err := chardet.NewTextDetector().DetectBest(b); err == nil && g.Confidence >= leastConfidence {
		if enc, err := htmlindex.Get(g.Charset); err == nil {
			guess = enc
		}
	}
	if guess != nil && !lonelyBytes(b) {
		return decodeWith(guess, b)
	}
	best, text := 0, ""
	consider := func(enc encoding.Encoding, bonus int) {
		if s, ok := decodeWith(enc, b); ok {
			if n := likelihood(s, bonus); text == "" || n > best {
				best, text = n, s
			}
		}
	}
	if guess != nil {
		consider(guess, 2)
	}
	for _, enc := range western {
		consider(enc, 0)
	}
	for _, enc := range eastern {
		consider(enc, -1)
	}
	return text, text != ""
}

// lonelyBytes: most high bytes have no other beside them.
func lonelyBytes(b []byte) bool {
	high, lonely := 0, 0
	for i, c := range b {
		if c < utf8.RuneSelf {
			continue
		}
		high++
		if (i == 0 || b[i-1] < utf8.RuneSelf) && (i+1 == len(b) || b[i+1] < utf8.RuneSelf) {
			lonely++
		}
	}
	return 2*lonely > high
}

// usualLetters are the accented letters of the western languages.
const usualLetters = "äöüßéèêëàâáãåæçíìîïñóòôõøúùûœÄÖÜÉÅØÁÓÇŠšŽž"

// likelihood weighs every letter beyond ASCII by its neighbours: a small letter in a
// word is likely, a capital after a small letter or a sign between two letters is not.
// bonus is given to each letter, for a charset that the detector believes in or that is rare here.
func likelihood(s string, bonus int) int {
	n := 0
	before := ' '
	for i, r := range s {
		if r >= utf8.RuneSelf {
			after, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
			inWord := unicode.IsLetter(before) && unicode.IsLetter(after)
			switch {
			case r == utf8.RuneError, unicode.IsControl(r):
				n -= 6
			case unicode.IsUpper(r) && unicode.IsLower(before):
				n -= 4
			case !unicode.IsLetter(r) && inWord && r != '’':
				n -= 4
			case unicode.IsLetter(r) && strings.ContainsRune(usualLetters, r):
				n += 3 + bonus
			case unicode.IsLetter(r):
				n += 1 + bonus
			}
		}
		before = r
	}
	return n
}
