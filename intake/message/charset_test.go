package message

import (
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// Lists that say nothing of their charset, as programs export them.
func TestUndeclaredCharset(t *testing.T) {
	const (
		german  = "Nachname;Vorname;Ort\nWeißenböck;Jürgen;Köln\nGroßschädl;Änne;Straßburg\n"
		french  = "Nom;Prénom;Établissement\nCôté;Gaëlle;Université de Montréal\n"
		spanish = "Apellidos;Nombre\nMuñoz Peña;Íñigo\nGarcía Núñez;José María\n"
		polish  = "Nazwisko;Imię;Uczelnia\nŚwiątek;Bożena;Uniwersytet Śląski w Katowicach\nŻółkiewski;Łukasz;Uniwersytet Łódzki\nWójcik;Michał;Politechnika Wrocławska\n"
		chinese = "姓名,单位,电子邮件\n王小明,北京大学第一医院,wang@example.cn\n李华,复旦大学附属中山医院,li@example.cn\n"
		korean_ = "이름,소속\n김민수,서울대학교 의과대학 내과학교실\n박지영,연세대학교 치과대학병원\n"
	)
	for _, c := range []struct {
		name, text string
		enc        encoding.Encoding
	}{
		{"German from Windows", german, charmap.Windows1252},
		{"German from a Mac", german, charmap.Macintosh},
		{"German from DOS", german, charmap.CodePage850},
		{"French from Windows", french, charmap.Windows1252},
		{"French from a Mac", french, charmap.Macintosh},
		{"French from DOS", french, charmap.CodePage850},
		{"Spanish from Windows", spanish, charmap.Windows1252},
		{"Spanish from a Mac", spanish, charmap.Macintosh},
		{"Polish", polish, charmap.ISO8859_2},
		{"Polish from Windows", polish, charmap.Windows1250},
		{"Chinese", chinese, simplifiedchinese.GB18030},
		{"Korean", korean_, korean.EUCKR},
		{"Excel's Unicode text", german, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"UTF-16 without a mark", german, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"UTF-16, the other way round", french, unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
		{"UTF-8", polish, encoding.Nop},
	} {
		raw, err := c.enc.NewEncoder().String(c.text)
		if err != nil {
			t.Fatal(c.name, err)
		}
		got, ok := unicodeText([]byte(raw))
		if !ok {
			got, _ = guessed([]byte(raw))
		}
		if tidy(got) != c.text {
			t.Errorf("%s: %q, want %q", c.name, got, c.text)
		}
	}
}
