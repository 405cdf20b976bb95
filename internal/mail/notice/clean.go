package notice

import (
	"net/url"
	"reflect"
	"strings"
	"time"
	"unicode"

	"github.com/guestd/guestd/internal/calendar"
)

// Lengths past which text is cut, in characters: long enough for anything that people write
// about a guest, short enough that no mail is made of one field.
const (
	maxWord  = 300    // one line: a name, a subject, a sentence
	maxLines = 20_000 // several: a note, the original email
	maxClaim = 200    // one line of an unproven email
)

// cleaned is a deep copy of a notice whose every text can be shown as it is: valid UTF-8 without
// control characters, bidirectional overrides (by which a text can show as another) or, but for
// fields marked so, line breaks. It walks the fields by reflection so that a new one cannot be
// forgotten. Fields marked "link" and "id" are left for the checks of their own.
func cleaned(n Notice) Notice {
	out := reflect.New(reflect.TypeFor[Notice]()).Elem()
	out.Set(reflect.ValueOf(n))
	cleanValue(out, "")
	return out.Interface().(Notice)
}

func cleanValue(v reflect.Value, mark string) {
	switch v.Type() {
	case reflect.TypeFor[time.Time](), reflect.TypeFor[calendar.Date]():
		return
	}
	switch v.Kind() {
	case reflect.String:
		switch mark {
		case "link", "id":
		case "lines":
			v.SetString(cleanLines(v.String()))
		default:
			v.SetString(cleanLine(v.String(), maxWord))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			fresh := reflect.New(v.Type().Elem())
			fresh.Elem().Set(v.Elem())
			cleanValue(fresh.Elem(), mark)
			v.Set(fresh)
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		fresh := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(fresh, v)
		for i := range fresh.Len() {
			cleanValue(fresh.Index(i), mark)
		}
		v.Set(fresh)
	case reflect.Struct:
		for i := range v.NumField() {
			cleanValue(v.Field(i), v.Type().Field(i).Tag.Get("notice"))
		}
	}
}

// cleanLine makes one line of a text: each run of white space becomes one space.
func cleanLine(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.IsSpace(r) {
			return ' '
		}
		return visible(r)
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return cut(strings.Join(strings.Fields(s), " "), limit)
}

// cleanLines keeps line breaks, at most one empty line at a time.
func cleanLines(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsControl(r):
			return ' '
		}
		return visible(r)
	}, s)
	return cut(tidy(s), maxLines)
}

// visible drops the characters that change how others are shown: marks of direction, and those
// without a width but for the joiners, which several scripts need.
func visible(r rune) rune {
	switch {
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F, r == 0x061C:
		return -1
	case r == 0x200B, r == 0xFEFF, r == 0x00AD, r == 0x2060:
		return -1
	case r >= 0xE0000 && r <= 0xE007F: // tags: text that nobody sees
		return -1
	}
	return r
}

func cut(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	return strings.TrimRight(string(runes[:limit-1]), " \n") + "…"
}

// tidy takes spaces off the ends of lines, and all but one of consecutive empty lines.
func tidy(s string) string {
	var lines []string
	empty := 0
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" {
			empty++
		} else {
			empty = 0
		}
		if empty < 2 {
			lines = append(lines, line)
		}
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// unclickable breaks web addresses, so that no mail program makes links of a stranger's words
// in a mail that comes from us.
func unclickable(s string) string {
	return strings.NewReplacer("://", "[:]//", "www.", "www[.]", "WWW.", "WWW[.]").Replace(cut(s, maxClaim))
}

// goodLink reports whether a link can be shown and followed: an absolute web address.
func goodLink(link string) bool {
	if strings.ContainsFunc(link, func(r rune) bool { return r <= ' ' || r >= 0x7F || strings.ContainsRune(`<>"\`, r) }) {
		return false
	}
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}
