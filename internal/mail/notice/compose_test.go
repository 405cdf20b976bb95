package notice_test

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/mail"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jhillyerd/enmime/v2"
	"pgregory.net/rapid"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/notice"
)

// reader reads mail back. Guessing charsets takes it most of its time, and ours are declared.
var reader = enmime.NewParser(enmime.DisableCharacterDetection(true))

func compose(t *testing.T, s sample) (notice.Composed, *enmime.Envelope) {
	t.Helper()
	c, err := notice.Compose(s.notice, envelope(s))
	if err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	e, err := reader.ReadEnvelope(bytes.NewReader(c.Raw))
	if err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	if len(e.Errors) > 0 {
		t.Fatalf("%s: %v", s.name, e.Errors[0])
	}
	return c, e
}

func named(t *testing.T, name string) sample {
	t.Helper()
	for _, s := range samples() {
		if s.name == name {
			return s
		}
	}
	t.Fatalf("no sample %s", name)
	return sample{}
}

// "This automated message will be titled Activate your HMS account and contain their HMS account
// ID, activation code, and the link required to activate … A copy of this message will also be
// sent to the sponsor."
func TestActivationSaysWhatThePageSays(t *testing.T) {
	t.Parallel()
	c, e := compose(t, named(t, "activation"))
	if c.Subject != "Activate your HMS account" || e.GetHeader("Subject") != c.Subject {
		t.Errorf("subject %q, header %q", c.Subject, e.GetHeader("Subject"))
	}
	if want := []string{jose.Email}; !slices.Equal(c.To, want) {
		t.Errorf("To %v, want the guest's personal address %v", c.To, want)
	}
	if want := []string{ana.Email}; !slices.Equal(c.Cc, want) {
		t.Errorf("Cc %v, want the sponsor %v", c.Cc, want)
	}
	for _, fact := range []string{"jn123", "K7QF-9D2M-XWPA", "https://guests.hms.harvard.edu/activate?account=jn123", "Digital Library"} {
		if !strings.Contains(e.Text, fact) || !strings.Contains(e.HTML, fact) {
			t.Errorf("%q is not in both parts", fact)
		}
	}
	if e.GetHeader("In-Reply-To") != "" || e.GetHeader("References") != "" {
		t.Error("an activation to the guest threads with the sponsor's mail")
	}
}

// "Sponsors lose guests' reminders in their mail: each must say in its subject who and until
// when."
func TestReminderSubjectSaysWhoAndUntilWhen(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		if s.notice.Kind != notice.KindExpiryReminder {
			continue
		}
		c, _ := compose(t, s)
		for _, want := range []string{"José Ñúñez-Müller", "jn123", s.notice.Reminder.LastDay().Spelt()} {
			if !strings.Contains(c.Subject, want) {
				t.Errorf("%s: subject %q lacks %q", s.name, c.Subject, want)
			}
		}
	}
}

// "Reminders state the role's end too where it is the nearer."
func TestReminderStatesTheRolesEnd(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"expiry_reminder.day5": false, "expiry_reminder.role_same_day": true, "expiry_reminder.role_sooner": true} {
		s := named(t, name)
		_, e := compose(t, s)
		line := "Harvard Sponsored Role 204518 ends: " + s.notice.Reminder.RoleEndsOn.Spelt()
		if got := strings.Contains(e.Text, line); got != want {
			t.Errorf("%s: states the role's end: %v, want %v", name, got, want)
		}
	}
}

// "No Digital Library": it comes up only where it matters.
func TestDigitalLibraryIsNamedOnlyWhereItMatters(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		_, e := compose(t, s)
		want := s.notice.Kind == notice.KindActivation || s.name == "help.digital_library"
		if got := strings.Contains(e.Text+e.HTML, "Digital Library"); got != want {
			t.Errorf("%s: names the Digital Library: %v, want %v", s.name, got, want)
		}
	}
}

func TestEveryMail(t *testing.T) {
	t.Parallel()
	isoDay := regexp.MustCompile(`\b20\d\d-\d\d-\d\d\b`)
	wide := regexp.MustCompile(`width="(\d{3,})"`)
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			c, e := compose(t, s)
			headers := map[string]string{
				"X-Auto-Response-Suppress": "All",
				"Auto-Submitted":           "auto-generated",
				"Precedence":               "",
				"List-Id":                  "",
				"Message-Id":               c.MessageID,
				"Mime-Version":             "1.0",
			}
			if s.notice.Thread != nil && s.notice.Kind != notice.KindActivation {
				headers["Auto-Submitted"] = "auto-replied"
				headers["In-Reply-To"] = "<CAF+b7c@mail.gmail.com>"
				headers["References"] = "<first@hms.harvard.edu> <second@hms.harvard.edu> <CAF+b7c@mail.gmail.com>"
				headers["Subject"] = "Re: Guest account for José"
			}
			for name, want := range headers {
				if got := e.GetHeader(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			if s.silent != (e.GetHeader("Reply-To") == "") {
				t.Errorf("Reply-To: %q", e.GetHeader("Reply-To"))
			}
			if s.silent && strings.Contains(strings.ToLower(e.Text), "reply") {
				t.Error("it invites a reply that nobody could read")
			}
			for part, text := range map[string]string{"text": e.Text, "HTML": e.HTML} {
				if strings.TrimSpace(text) == "" {
					t.Errorf("the %s part is empty", part)
				}
				if found := isoDay.FindString(text); found != "" {
					t.Errorf("the %s part has a day that is not spelt out: %s", part, found)
				}
				for _, bad := range []string{"<no value>", "%!", "ZgotmplZ", "{{", "January 1, 0001", "not known yet", "\n\n\n"} {
					if strings.Contains(text, bad) {
						t.Errorf("the %s part contains %q", part, bad)
					}
				}
			}
			for _, need := range []string{`name="viewport"`, `name="color-scheme" content="light dark"`, "prefers-color-scheme: dark", "max-width:560px"} {
				if !strings.Contains(e.HTML, need) {
					t.Errorf("the HTML part lacks %s", need)
				}
			}
			// The one wide table is for Outlook on the desktop alone.
			if wide.MatchString(regexp.MustCompile(`(?s)<!--\[if mso\]>.*?<!\[endif\]-->`).ReplaceAllString(e.HTML, "")) {
				t.Error("something in the HTML part is wider than a phone")
			}
			if strings.Count(e.HTML, `class="button"`) > 1 {
				t.Error("there is more than one button: which is the next step?")
			}
			if s.notice.Links.Page != "" && !strings.Contains(e.HTML, `class="button"`) && s.notice.Audience != notice.ToGuest {
				t.Error("there is no button for the next step")
			}
			for line := range strings.SplitSeq(string(c.Raw), "\r\n") {
				if len(line) > 998 || strings.ContainsAny(line, "\r\n") {
					t.Errorf("a line breaks RFC 5322: %.80q", line)
				}
			}
		})
	}
}

// TestBothPartsSayTheSameDays guards against a fact that only one of the two parts has.
func TestBothPartsSayTheSameDays(t *testing.T) {
	t.Parallel()
	spelt := regexp.MustCompile(`(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [A-Z][a-z]+ \d+, \d{4}`)
	for _, s := range samples() {
		_, e := compose(t, s)
		days := func(text string) []string {
			found := spelt.FindAllString(text, -1)
			slices.Sort(found)
			return slices.Compact(found)
		}
		html := regexp.MustCompile(`<div style="display:none[^<]*</div>|<title>[^<]*</title>`).ReplaceAllString(e.HTML, "")
		if diff := cmp.Diff(days(e.Text), days(html)); diff != "" {
			t.Errorf("%s: days (-text +HTML):\n%s", s.name, diff)
		}
	}
}

func TestTheSameFactsAreTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		first, err := notice.Compose(s.notice, envelope(s))
		if err != nil {
			t.Fatal(err)
		}
		second, err := notice.Compose(s.notice, envelope(s))
		if err != nil || !bytes.Equal(first.Raw, second.Raw) {
			t.Errorf("%s differs from one time to the next (%v)", s.name, err)
		}
	}
}

func TestComposeLeavesTheFactsAsTheyWere(t *testing.T) {
	t.Parallel()
	untouched := samples()
	for i, s := range samples() {
		if _, err := notice.Compose(s.notice, envelope(s)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(untouched[i].notice, s.notice, cmp.Comparer(func(a, b calendar.Date) bool { return a == b })); diff != "" {
			t.Errorf("%s: %s", s.name, diff)
		}
	}
}

func TestMissingFactsAreNamed(t *testing.T) {
	t.Parallel()
	ok := envelope(sample{notice: notice.Notice{Kind: notice.KindExpired}})
	for fact, change := range map[string]func(*notice.Notice, *notice.Envelope){
		"Kind":       func(n *notice.Notice, _ *notice.Envelope) { n.Kind = "GREETING" },
		"To":         func(n *notice.Notice, _ *notice.Envelope) { n.To = nil },
		"Account":    func(n *notice.Notice, _ *notice.Envelope) { n.Account = nil },
		"addresses":  func(n *notice.Notice, _ *notice.Envelope) { n.To = []notice.Person{{Email: "nobody"}} },
		"Links.Page": func(n *notice.Notice, _ *notice.Envelope) { n.Links.Page = "javascript:alert(1)" },
		"Links.HSRPortal": func(n *notice.Notice, _ *notice.Envelope) {
			n.Links.HSRPortal = "https://x.example/\r\nBcc: a@b.example"
		},
		"MessageID": func(_ *notice.Notice, e *notice.Envelope) { e.MessageID = "<no id>" },
		"Date":      func(_ *notice.Notice, e *notice.Envelope) { e.Date = time.Time{} },
	} {
		n := notice.Notice{Kind: notice.KindExpired, To: []notice.Person{ana}, Account: sampleAccount()}
		e := ok
		change(&n, &e)
		_, err := notice.Compose(n, e)
		var composing *notice.Error
		if !errors.As(err, &composing) || composing.Fact != fact {
			t.Errorf("want an *Error about %s, got %v", fact, err)
		}
	}
	// Each kind alone, without its facts.
	for _, k := range notice.Kinds() {
		n := notice.Notice{Kind: k, To: []notice.Person{ana}}
		_, err := notice.Compose(n, ok)
		if (err == nil) != (k == notice.KindHelp) {
			t.Errorf("%s without facts: %v", k, err)
		}
	}
}

// TestNoTextBecomesAHeader puts arbitrary text into every field that holds some, and reads the
// mail back: the headers are the same ones, once each, and lead to the same people.
func TestNoTextBecomesAHeader(t *testing.T) {
	t.Parallel()
	all := samples()
	headerNames := func(raw []byte) []string {
		m, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for name, values := range m.Header {
			for range values {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return names
	}
	text := rapid.OneOf(
		rapid.String(),
		rapid.StringMatching(`[a-zA-Zé ]{0,200}\r?\n(Bcc|To|Subject|\.): [a-z@.]{1,20}(\r\n\r\n)?<script>`),
		rapid.StringMatching(`(=\?utf-8\?q\?=0D=0ABcc:_x\?= ){1,9}`),
		rapid.Just("\u202Eevil\u2066\x00\x7f\u2028Bcc: a@b.example\u0085x"),
	)
	rapid.Check(t, func(t *rapid.T) {
		s := all[rapid.IntRange(0, len(all)-1).Draw(t, "sample")]
		want, err := notice.Compose(s.notice, envelope(s))
		if err != nil {
			t.Fatal(err)
		}
		fields := 0
		n := disturbed(s.notice, func() string { fields++; return text.Draw(t, "text") })
		if fields < 3 {
			t.Fatalf("only %d fields were disturbed", fields)
		}
		// What an account or request is known by is checked, not shown; keep it from being empty.
		if n.Account != nil {
			n.Account.AccountID += "x"
		}
		if n.Activation != nil {
			n.Activation.AccountID += "x"
			n.Activation.Code += "x"
		}
		if n.Question != nil {
			n.Question.Text += "x"
		}
		e := envelope(s)
		e.From.Name = text.Draw(t, "from")
		got, err := notice.Compose(n, e)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(headerNames(want.Raw), headerNames(got.Raw)); diff != "" {
			t.Fatalf("headers (-want +got):\n%s\n%s", diff, got.Raw[:min(len(got.Raw), 2000)])
		}
		m, err := mail.ReadMessage(bytes.NewReader(got.Raw))
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range []string{"From", "To", "Cc", "Reply-To"} {
			if m.Header.Get(field) == "" {
				continue
			}
			list, err := m.Header.AddressList(field)
			if err != nil {
				t.Fatalf("%s: %v", field, err)
			}
			before, err := mail.ReadMessage(bytes.NewReader(want.Raw))
			if err != nil {
				t.Fatal(err)
			}
			wanted, err := before.Header.AddressList(field)
			if err != nil || len(list) != len(wanted) {
				t.Fatalf("%s has %d addresses, want %d (%v)", field, len(list), len(wanted), err)
			}
			for i := range list {
				if list[i].Address != wanted[i].Address {
					t.Fatalf("%s leads to %s", field, list[i].Address)
				}
			}
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil || subject != got.Subject {
			t.Fatalf("subject reads %q, is %q (%v)", subject, got.Subject, err)
		}
		parts, err := reader.ReadEnvelope(bytes.NewReader(got.Raw))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.ToLower(parts.HTML), "<script") {
			t.Fatal("text became HTML")
		}
		if strings.ContainsAny(parts.Text+parts.HTML, "\x00\u202E\u2066\u2028") {
			t.Fatal("a control character went through")
		}
		for line := range bytes.SplitSeq(got.Raw, []byte("\r\n")) {
			if len(line) > 998 || bytes.ContainsAny(line, "\r\n") {
				t.Fatalf("a line breaks RFC 5322: %.80q", line)
			}
		}
	})
}

// disturbed is a deep copy of a notice in which every text has become another; addresses, links
// and Message-IDs stay.
func disturbed(n notice.Notice, text func() string) notice.Notice {
	out := reflect.New(reflect.TypeFor[notice.Notice]()).Elem()
	out.Set(reflect.ValueOf(n))
	var walk func(v reflect.Value, name, mark string)
	walk = func(v reflect.Value, name, mark string) {
		switch v.Kind() {
		case reflect.String:
			if v.Type() == reflect.TypeFor[string]() && v.String() != "" && mark != "link" && mark != "id" && name != "Email" && name != "Status" {
				v.SetString(text())
			}
		case reflect.Pointer:
			if !v.IsNil() {
				fresh := reflect.New(v.Type().Elem())
				fresh.Elem().Set(v.Elem())
				walk(fresh.Elem(), name, mark)
				v.Set(fresh)
			}
		case reflect.Slice:
			fresh := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(fresh, v)
			for i := range fresh.Len() {
				walk(fresh.Index(i), name, mark)
			}
			if !v.IsNil() {
				v.Set(fresh)
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() {
					walk(v.Field(i), f.Name, f.Tag.Get("notice"))
				}
			}
		}
	}
	// time.Time and calendar.Date have no exported fields, so the walk leaves them alone.
	walk(out, "", "")
	return out.Interface().(notice.Notice)
}

func TestAStrangersLinksCannotBeClicked(t *testing.T) {
	t.Parallel()
	s := named(t, "sponsor_confirmation.link")
	s.notice.Confirm.Lines = append(s.notice.Confirm.Lines, notice.Line{Label: "Reason given", Value: "Go to https://evil.example/ or www.evil.example " + strings.Repeat("now ", 200)})
	_, e := compose(t, s)
	for _, text := range []string{e.Text, e.HTML} {
		for _, bad := range []string{"://evil", "www.evil"} {
			if strings.Contains(text, bad) {
				t.Errorf("the mail has the stranger's address as a mail program would link it: %s", bad)
			}
		}
		if n := strings.Count(text, "now "); n > 60 {
			t.Errorf("the stranger's text is not shortened: %d words", n)
		}
	}
}

func TestReplySubject(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"Guest account":                     "Re: Guest account",
		"Re: Guest account":                 "Re: Guest account",
		"RE: Guest account":                 "RE: Guest account",
		"Guest\r\nBcc: a@b.example":         "Re: Guest Bcc: a@b.example",
		"":                                  "HMS account of José Ñúñez-Müller (jn123) ended Monday, May 31, 2027",
		"=?utf-8?q?=0D=0ABcc:_a?= and more": "Re: =?utf-8?q?=0D=0ABcc:_a?= and more",
	} {
		s := named(t, "expired")
		s.notice.Thread = &notice.Thread{InReplyTo: "<a@b.example>", Subject: given}
		c, _ := compose(t, s)
		m, err := mail.ReadMessage(bytes.NewReader(c.Raw))
		if err != nil {
			t.Fatal(err)
		}
		shown, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if c.Subject != want || shown != want || err != nil {
			t.Errorf("%q: subject %q, shown %q, want %q (%v)", given, c.Subject, shown, want, err)
		}
	}
}

func TestReferencesTakeOnlyMessageIDsAndStayShort(t *testing.T) {
	t.Parallel()
	s := named(t, "expired")
	var long []string
	for i := range 200 {
		long = append(long, "<m"+strings.Repeat("x", i%7)+string(rune('a'+i%26))+"."+string(rune('a'+i/26))+"@x.example>")
	}
	s.notice.Thread = &notice.Thread{
		InReplyTo:  " <parent@x.example>\r\n",
		References: append([]string{"not an id", "<a@b>\r\nBcc: evil@x.example", "<é@x.example>", "<parent@x.example>", "a b@c <>"}, long...),
		Subject:    "x",
	}
	c, e := compose(t, s)
	ids := strings.Fields(e.GetHeader("References"))
	if len(ids) != 21 || ids[20] != "<parent@x.example>" || ids[0] != "<a@b>" {
		t.Errorf("%d references: %v", len(ids), ids)
	}
	if e.GetHeader("In-Reply-To") != "<parent@x.example>" {
		t.Errorf("In-Reply-To %q", e.GetHeader("In-Reply-To"))
	}
	if bytes.Contains(c.Raw, []byte("Bcc")) {
		t.Error("a reference brought a header with it")
	}
	s.notice.Thread.InReplyTo = "nothing that is an id"
	if _, e = compose(t, s); e.GetHeader("References") != "" || e.GetHeader("Auto-Submitted") != "auto-generated" {
		t.Error("without a parent there is no thread")
	}
}

func TestRecipientsAreEachOnce(t *testing.T) {
	t.Parallel()
	c := notice.Composed{To: []string{"Ana@x.example"}, Cc: []string{"ana@X.example", "bo@x.example"}}
	if got, want := c.Recipients(), []string{"Ana@x.example", "bo@x.example"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func FuzzComposeReadsBack(f *testing.F) {
	f.Add("José", "Guest account", "<a@b.example>", "note")
	f.Add("a\r\nBcc: x@y.example", "=?utf-8?q?x?=", "<a@b> <c", "\u202E\x00")
	f.Fuzz(func(t *testing.T, name, subject, reference, note string) {
		n := notice.Notice{
			Kind: notice.KindRequestDenied, To: []notice.Person{{Name: name, Email: "ana@x.example"}}, Note: note,
			Request: &notice.Request{Number: "R-1", Guest: notice.Guest{GivenName: name}},
			Thread:  &notice.Thread{InReplyTo: reference, References: []string{reference}, Subject: subject},
		}
		c, err := notice.Compose(n, envelope(sample{notice: n}))
		if err != nil {
			t.Fatal(err)
		}
		m, err := mail.ReadMessage(bytes.NewReader(c.Raw))
		if err != nil {
			t.Fatal(err)
		}
		for name, values := range m.Header {
			if len(values) != 1 || name == "Bcc" {
				t.Fatalf("%s: %q", name, values)
			}
		}
		if to, err := m.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Address != "ana@x.example" {
			t.Fatalf("To %v: %v", to, err)
		}
		if _, err := io.ReadAll(m.Body); err != nil {
			t.Fatal(err)
		}
	})
}
