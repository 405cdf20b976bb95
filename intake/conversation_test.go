package intake_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/guestd/guestd/intake"
	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/guest"
)

var update = flag.Bool("update", false, "write what happens into the conversations")

// TestConversations plays each file of testdata/conversations: what comes in, step by step, and
// after each step what went out and how things stand. README.md there tells how to write one; a
// new conversation needs no Go.
func TestConversations(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/conversations/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d conversations: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			played := play(t, archive)
			if *update && len(played.Files) > 0 {
				if err := os.WriteFile(file, txtar.Format(played), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			compare(t, archive, played)
		})
	}
}

func compare(t *testing.T, want, got *txtar.Archive) {
	t.Helper()
	for i, f := range got.Files {
		if i >= len(want.Files) || want.Files[i].Name != f.Name {
			t.Fatalf("step %d (%s): nothing is said about what comes of it; run with -update", i, f.Name)
		}
		if !bytes.Equal(want.Files[i].Data, f.Data) {
			t.Errorf("after %q (step %d):\n%s", got.Files[i-1].Name, i, difference(string(want.Files[i].Data), string(f.Data)))
		}
	}
}

// difference shows where two texts part, with the lines around.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	at := 0
	for at < len(w) && at < len(g) && w[at] == g[at] {
		at++
	}
	show := func(lines []string) string {
		return strings.Join(lines[max(0, at-3):min(len(lines), at+12)], "\n    ")
	}
	return fmt.Sprintf("they part at line %d\n  want:\n    %s\n  got:\n    %s", at+1, show(w), show(g))
}

// then is the name of the sections that say what came of the step before.
const then = "then"

// play plays a conversation and is the archive with what came of each step.
func play(t *testing.T, archive *txtar.Archive) *txtar.Archive {
	t.Helper()
	c := &conversation{bundle: setup(t), shown: map[string]string{}}
	c.report() // what the first step finds is no news
	played := &txtar.Archive{Comment: archive.Comment}
	for _, f := range archive.Files {
		if f.Name == then {
			continue
		}
		c.step(f.Name, f.Data)
		played.Files = append(played.Files, f)
		if news := c.report(); news != "" || !strings.HasPrefix(f.Name, "given") {
			played.Files = append(played.Files, txtar.File{Name: then, Data: []byte(news)})
		}
	}
	return played
}

// conversation is one file being played.
type conversation struct {
	*bundle
	in    [][]byte // every message as it was delivered
	out   []outgoing
	said  []string          // what a step answered by itself, such as a page's text
	shown map[string]string // each line of state as last reported
}

func (c *conversation) step(name string, data []byte) {
	c.t.Helper()
	words := strings.Fields(name)
	switch words[0] {
	case "mail":
		c.mail(words[1:], data)
	case "again":
		c.deliver(c.in[c.number(words[1])-1])
	case "given":
		c.given(data)
	case "clock":
		at, err := time.ParseInLocation("2006-01-02 15:04", strings.Join(words[1:], " "), calendar.Zone)
		c.must(err)
		c.moveTo(at)
	case "feed":
		c.feed(data)
	case "open":
		c.open(c.number(words[1]))
	case "confirm":
		c.open(c.number(words[1]))
		c.confirm(c.number(words[1]))
	default:
		c.t.Fatalf("step %q: no such step", name)
	}
	for _, err := range c.work() {
		c.said = append(c.said, "A try failed: "+firstLine(err.Error()))
	}
	c.send()
}

func firstLine(s string) string { line, _, _ := strings.Cut(s, "\n"); return line }

func (c *conversation) number(word string) int {
	c.t.Helper()
	n, err := strconv.Atoi(strings.Trim(word, ",:"))
	c.must(err)
	return n
}

// mail delivers a message: completed with what every mail program and our own server add, unless
// it has it.
func (c *conversation) mail(words []string, data []byte) {
	c.t.Helper()
	result, truncated := "pass", false
	var answered int
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "unproven":
			result = "none"
		case "failing":
			result = "fail"
		case "raw":
			result = ""
		case "truncated":
			truncated = true
		case "answering":
			i++
			answered = c.number(words[i])
		default:
			c.t.Fatalf("a mail cannot be %q", words[i])
		}
	}
	raw := referenceForm.ReplaceAllStringFunc(string(data), c.refer)
	if result != "" {
		raw = c.complete(raw, result, answered)
	}
	raw = strings.ReplaceAll(raw, "\n", "\r\n")
	c.in = append(c.in, []byte(raw))
	c.deliverFetched(mailbox.Fetched{InternalDate: c.clock.Now(), Size: int64(len(raw)), Raw: []byte(raw), Truncated: truncated})
}

var (
	fieldForm     = regexp.MustCompile(`(?m)^([A-Za-z-]+):[ \t]*(.*)$`)
	referenceForm = regexp.MustCompile(`\{\{([a-z-]+) (\d+)\}\}`)
	domainForm    = regexp.MustCompile(`@([A-Za-z0-9.-]+)`)
)

// refer is what a file says of earlier mails: {{reply-to 2}}, {{message-id 2}} and {{quote 2}} of
// the second that went out, {{sent-id 1}} of the first that came in.
func (c *conversation) refer(text string) string {
	c.t.Helper()
	m := referenceForm.FindStringSubmatch(text)
	n := c.number(m[2])
	if m[1] == "sent-id" {
		return messageID(n)
	}
	mail := c.mailOut(n)
	switch m[1] {
	case "reply-to":
		return mail.ReplyTo
	case "message-id":
		return mail.MessageID
	case "quote":
		return mail.quoted()
	}
	c.t.Fatalf("%s: no such reference", text)
	return ""
}

func messageID(n int) string { return fmt.Sprintf("<mail-%d@sender.test>", n) }

func (c *conversation) complete(raw, result string, answered int) string {
	c.t.Helper()
	header, _, _ := strings.Cut(raw, "\n\n")
	has := map[string]string{}
	for _, m := range fieldForm.FindAllStringSubmatch(header, -1) {
		has[strings.ToLower(m[1])] = m[2]
	}
	var added strings.Builder
	add := func(name, value string) {
		if _, there := has[strings.ToLower(name)]; !there && value != "" {
			fmt.Fprintf(&added, "%s: %s\n", name, value)
		}
	}
	domain := "nowhere.test"
	if m := domainForm.FindStringSubmatch(has["from"]); m != nil {
		domain = m[1]
	}
	add("Authentication-Results", servID+"; dmarc="+result+" header.from="+domain)
	add("Date", c.clock.Now().In(calendar.Zone).Format(time.RFC1123Z))
	add("Message-ID", messageID(len(c.in)+1))
	if answered > 0 {
		mail := c.mailOut(answered)
		add("To", mail.ReplyTo)
		add("Subject", "Re: "+strings.TrimPrefix(mail.Subject, "Re: "))
		add("In-Reply-To", mail.MessageID)
		add("References", mail.MessageID)
	}
	add("To", guest.DefaultPolicy().RequestEmail)
	if _, there := has["content-type"]; !there {
		add("MIME-Version", "1.0")
		add("Content-Type", "text/plain; charset=utf-8")
	}
	return added.String() + raw
}

// given makes an account that is there already: of whose guest, by which role, until when.
func (c *conversation) given(data []byte) {
	c.t.Helper()
	has := map[string]string{}
	for _, m := range fieldForm.FindAllStringSubmatch(string(data), -1) {
		has[m[1]] = strings.TrimSpace(m[2])
	}
	ctx := c.t.Context()
	sponsor, err := c.guests.ActorFor(ctx, "", has["sponsor"], nil)
	c.must(err)
	sponsor.Source = guest.SourceWeb
	var role struct {
		Given  string `db:"guest_given_name"`
		Family string `db:"guest_family_name"`
		Email  string `db:"guest_email"`
		HUID   string `db:"guest_huid"`
	}
	c.must(c.db.GetContext(ctx, &role, `SELECT guest_given_name, guest_family_name, guest_email, guest_huid FROM sponsored_roles WHERE number = $1`, has["role"]))
	answer, err := c.guests.RequestAccount(ctx, sponsor, guest.RequestAccountInput{
		Guest:     guest.GuestDetailsInput{GivenName: &role.Given, FamilyName: &role.Family, PersonalEmail: &role.Email, HUID: &role.HUID},
		ExpiresOn: calendar.MustParse(has["until"]),
	})
	c.must(err)
	c.none(answer.Errors)
}

// open opens the page behind the link of a mail, which changes nothing.
func (c *conversation) open(n int) {
	c.t.Helper()
	email, err := c.handler.Unconfirmed(c.t.Context(), c.linkOf(n))
	if c.toldWhy(err) {
		return
	}
	c.said = append(c.said, "The page asks about: "+email.Subject)
	if email.WrittenBy != "" {
		c.said = append(c.said, "  written by "+email.WrittenBy)
	}
	for _, line := range email.Lines {
		c.said = append(c.said, "  "+line.Label+": "+line.Value)
	}
}

// confirm sends the page's form.
func (c *conversation) confirm(n int) {
	c.t.Helper()
	if !c.toldWhy(c.handler.Confirm(c.t.Context(), c.linkOf(n), c.jobs)) {
		c.said = append(c.said, "The page thanks.")
	}
}

func (c *conversation) toldWhy(err error) bool {
	c.t.Helper()
	var told intake.ConfirmError
	if errors.As(err, &told) {
		c.said = append(c.said, "The page says: "+told.Text)
		return true
	}
	c.must(err)
	return false
}

var linkForm = regexp.MustCompile(`/confirm/([a-z2-7]{48})`)

func (c *conversation) linkOf(n int) string {
	c.t.Helper()
	m := linkForm.FindStringSubmatch(c.mailOut(n).Text)
	if m == nil {
		c.t.Errorf("out %d has no link", n)
		return ""
	}
	return m[1]
}

// mailOut is the n-th mail that went out.
func (c *conversation) mailOut(n int) outgoing {
	c.t.Helper()
	if n > len(c.out) {
		c.t.Errorf("out %d: only %d mails have gone out", n, len(c.out))
		return outgoing{}
	}
	return c.out[n-1]
}
