package message

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func parse(t *testing.T, raw string) *Message {
	t.Helper()
	m, err := Parse([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestUnreadable(t *testing.T) {
	for name, raw := range map[string]string{
		"nothing": "", "blank lines": "\n\n\n", "gzip": "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03abc", "prose": "Dear all, this is no message.\nIt has no header.\n",
		"a picture": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a field that no message has": "color: red\n\nx\n",
	} {
		if _, err := Parse([]byte(raw)); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ name, raw, want string }{
		{"plain", "From: a@x.org\n\nhello\n", "hello\n"},
		{"CRLF", "From: a@x.org\r\n\r\nhello\r\nyou\r\n", "hello\nyou\n"},
		{"Latin-1", "From: a@x.org\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nZieli=F1ski\n", "Zieliñski\n"},
		{"undeclared Windows-1252", "From: a@x.org\n\nit\x92s Ren\xe9e\n", "it’s Renée\n"},
		{"flowed", "From: a@x.org\nContent-Type: text/plain; format=flowed\n\none \ntwo\n> quoted \n> on\n-- \nsig\n", "one two\n> quoted on\n-- \nsig\n"},
		{"HTML only", "From: a@x.org\nContent-Type: text/html\n\n<p>one</p><blockquote>two</blockquote>\n", "one\n\n> two\n"},
		{"an indented paragraph of Gmail's", "From: a@x.org\nContent-Type: text/html\n\n<div>one</div><blockquote style=\"margin: 0 0 0 40px; border: none; padding: 0px\"><div>two</div></blockquote>\n", "one\ntwo\n"},
		{"a cited block without a border", "From: a@x.org\nContent-Type: text/html\n\n<div>one</div><blockquote type=cite style=\"border: none\">two</blockquote>\n", "one\n> two\n"},
		{"a list in HTML", "From: a@x.org\nContent-Type: text/html\n\n<ol><li>one<li>two</ol>\n", "1. one\n2. two\n"},
		{"a table in HTML", "From: a@x.org\nContent-Type: text/html\n\n<table><tr><td>Name<td>Ana</tr><tr><td>HSR<td>2</tr></table>\n", "| Name | Ana |\n| HSR | 2 |\n"},
		{"cells over several rows and columns", "From: a@x.org\nContent-Type: text/html\n\n<table><tr><td colspan=3>Guests</tr><tr><td>Name<td colspan=2>Days</tr><tr><td>Ana<td rowspan=2>1 May<td>2 May</tr><tr><td>Bo<td>3 May</tr></table>\n",
			"| Guests |\n| Name | Days |  |\n| Ana | 1 May | 2 May |\n| Bo | 1 May | 3 May |\n"},
		{"a layout table", "From: a@x.org\nContent-Type: text/html\n\n<table><tr><td>one</td></tr><tr><td>two</td></tr></table>\n", "one\ntwo\n"},
		{"hidden text", "From: a@x.org\nContent-Type: text/html\n\n<style>x</style><div style='display: none'>no</div>yes\n", "yes\n"},
		{"a mailto link", "From: a@x.org\nContent-Type: text/html\n\n<a href='mailto:b@y.org'>write</a>\n", "write <b@y.org>\n"},
		{"a stub beside HTML", "From: a@x.org\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nYour program cannot show HTML.\n--b\nContent-Type: text/html\n\n<p>Please extend it</p>\n--b--\n", "Please extend it\n"},
		{"plain beside HTML", "From: a@x.org\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nPlease extend it\n--b\nContent-Type: text/html\n\n<p>Please extend it</p>\n--b--\n", "Please extend it\n"},
		{"a boundary never closed", "From: a@x.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n", "hello\n"},
		{"a multipart without boundary", "From: a@x.org\nContent-Type: multipart/mixed\n\nhello\n", "hello\n"},
		{"marks of writing direction", "From: a@x.org\nContent-Type: text/plain; charset=utf-8\n\n\u202bأُرسلت من الـ iPhone\u202c\n", "أُرسلت من الـ iPhone\n"},
		{"a byte order mark and wide spaces", "From: a@x.org\nContent-Type: text/plain; charset=utf-8\n\n\xef\xbb\xbfa\xc2\xa0b\n", "a b\n"},
	} {
		if got := parse(t, c.raw).Text; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAttachments(t *testing.T) {
	m := parse(t, "From: a@x.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nsee attached\n"+
		"--b\nContent-Type: text/csv; name=list.csv\nContent-Disposition: attachment; filename=list.csv\n\nName,Email\n"+
		"--b\nContent-Type: application/pdf; name=form.pdf\nContent-Disposition: attachment; filename=form.pdf\n\n%PDF\n"+
		"--b\nContent-Type: application/ms-tnef; name=winmail.dat\n\nx\n"+
		"--b\nContent-Type: message/rfc822\n\nFrom: b@y.org\nSubject: inner\n\nhello\n--b--\n")
	if m.Text != "see attached\n" {
		t.Errorf("text %q", m.Text)
	}
	if got := strings.Join(m.Unread(), " "); got != "form.pdf winmail.dat" {
		t.Errorf("unread: %q", got)
	}
	var csv string
	var inner *Message
	for _, a := range m.Attachments {
		if a.Name == "list.csv" {
			csv = a.Text
		}
		if a.Message != nil {
			inner = a.Message
		}
		if a.Name == "winmail.dat" && !strings.Contains(a.Unread, "cannot be read") {
			t.Errorf("winmail.dat: %q", a.Unread)
		}
	}
	if csv != "Name,Email\n" || inner == nil || inner.Subject != "inner" || inner.Text != "hello\n" {
		t.Errorf("csv %q, inner %+v", csv, inner)
	}
}

func TestNestedMessagesEnd(t *testing.T) {
	raw := "From: a@x.org\n\ninnermost\n"
	for i := range 30 {
		raw = fmt.Sprintf("From: a@x.org\nSubject: %d\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\nContent-Type: message/rfc822\n\n%s\n--b%d--\n", i, i, i, raw, i)
	}
	depth := 0
	for m := parse(t, raw); m != nil; depth++ {
		var next *Message
		for _, a := range m.Attachments {
			next = a.Message
		}
		m = next
	}
	if depth != DefaultLimits.Depth+1 {
		t.Errorf("%d messages deep", depth)
	}
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		field string
		want  Address
	}{
		{`"Kowalczyk, Bridget M." <Bridget@HMS.harvard.edu>`, Address{"bridget@hms.harvard.edu", "Kowalczyk, Bridget M."}},
		{`=?iso-8859-1?Q?Ren=E9e?= <r@x.org>`, Address{"r@x.org", "Renée"}},
		{`mailer-daemon@x.org (Mail Delivery System)`, Address{"mailer-daemon@x.org", "Mail Delivery System"}},
		{`r@x.org`, Address{"r@x.org", ""}},
		{`Broken Name r@x.org>`, Address{"r@x.org", ""}},
	} {
		if got := parse(t, "From: "+c.field+"\n\nx\n").Sender(); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.field, got, c.want)
		}
	}
	if m := parse(t, "From: a@x.org\nFrom: b@y.org\n\nx\n"); m.FromFields != 2 || len(m.From) != 2 {
		t.Errorf("two From fields: %d, %v", m.FromFields, m.From)
	}
}
