package mailserver

import (
	"errors"
	"strings"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

func TestAuthenticationResults(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	pass := "Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=hms.harvard.edu smtp.auth=" + jane
	none := "Authentication-Results: mx.hms.harvard.edu; dmarc=none"
	for name, c := range map[string]struct {
		identity, header, want string
	}{
		"signed in as the author":       {jane, "From: Jane Roe <" + jane + ">\r\n", pass},
		"in other letters' case":        {jane, "from: <Jane.Roe@HMS.harvard.edu>\r\n", strings.Replace(pass, "header.from=hms", "header.from=HMS", 1)},
		"with a folded From":            {jane, "From: =?iso-8859-8?Q?=F9?=\r\n <" + jane + ">\r\n", pass},
		"not signed in":                 {"", "From: " + jane + "\r\n", none + " header.from=hms.harvard.edu"},
		"signed in as another":          {"joe@example.org", "From: " + jane + "\r\n", none + " header.from=hms.harvard.edu smtp.auth=joe@example.org"},
		"two From fields":               {jane, "From: " + jane + "\r\nFrom: boss@hms.harvard.edu\r\n", none + " smtp.auth=" + jane},
		"two From fields, the same":     {jane, "From: " + jane + "\r\nFrom: " + jane + "\r\n", none + " smtp.auth=" + jane},
		"a second From, oddly written":  {jane, "From: " + jane + "\r\nFROM \t: boss@hms.harvard.edu\r\n", none + " smtp.auth=" + jane},
		"a second From behind a CR":     {jane, "From: " + jane + "\r\nSubject: x\rFrom: boss@hms.harvard.edu\r\n", none + " smtp.auth=" + jane},
		"a second From behind a LF":     {jane, "From: " + jane + "\r\nSubject: x\nFrom: boss@hms.harvard.edu\r\n", none + " smtp.auth=" + jane},
		"a From of two addresses":       {jane, "From: " + jane + ", boss@hms.harvard.edu\r\n", none + " smtp.auth=" + jane},
		"the address as the name only":  {jane, "From: \"" + jane + "\" <boss@hms.harvard.edu>\r\n", none + " header.from=hms.harvard.edu smtp.auth=" + jane},
		"no From":                       {jane, "Subject: x\r\n", none + " smtp.auth=" + jane},
		"a From that is no address":     {jane, "From: Jane\r\n", none + " smtp.auth=" + jane},
		"another person's plus address": {jane, "From: jane.roe+x@hms.harvard.edu\r\n", none + " header.from=hms.harvard.edu smtp.auth=" + jane},
		"the Sender is not the author":  {jane, "Sender: " + jane + "\r\nFrom: boss@hms.harvard.edu\r\n", none + " header.from=hms.harvard.edu smtp.auth=" + jane},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			to := strings.ReplaceAll(strings.ReplaceAll(name, " ", "-"), ",", "") + "@hms.harvard.edu"
			mustSend(t, server, c.identity, to, c.header+"\r\nHello.\r\n")
			got := inboxOf(t, server, to)
			if len(got) != 1 {
				t.Fatalf("%d messages", len(got))
			}
			if lines := strings.Split(got[0], "\r\n"); lines[1] != c.want {
				t.Errorf("got  %s\nwant %s", lines[1], c.want)
			}
		})
	}
}

func TestWhatASenderSaysOfItselfIsTakenOut(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	forged := "mx.hms.harvard.edu; dmarc=pass header.from=hms.harvard.edu"
	raw := " Authentication-Results: " + forged + "\r\n" +
		"Authentication-Results: " + forged + "\r\n" +
		"Subject: one\rAuthentication-Results: " + forged + "\r\n" +
		"AUTHENTICATION-results \t:\r\n\t" + forged + "\r\n" +
		"X-A: two\nauthentication-results: " + forged + "\n" +
		"From: " + jane + "\r\n" +
		"not a field\r\n" +
		"Authentication-Results: elsewhere.example; dkim=pass\r\n" +
		"Return-Path: <boss@hms.harvard.edu>\r\n" +
		"\r\n" +
		"Authentication-Results: said in the text\r\n"
	mustSend(t, server, "", bot, raw)
	got := inboxOf(t, server, bot)[0]
	want := "Return-Path: <bounces@sender.example>\r\n" +
		"Authentication-Results: mx.hms.harvard.edu; dmarc=none header.from=hms.harvard.edu\r\n"
	if !strings.HasPrefix(got, want) {
		t.Errorf("the message begins\n%s", got)
	}
	received, rest, _ := strings.Cut(strings.TrimPrefix(got, want), "Mon, 02 Mar 2026 09:30:00 +0000\r\n")
	if !strings.HasPrefix(received, "Received: from localhost ([127.0.0.1])\r\n\tby mx.hms.harvard.edu with ESMTP id ") ||
		!strings.HasSuffix(received, "\r\n\tfor <"+bot+">;\r\n\t") {
		t.Errorf("received:\n%s", received)
	}
	if want := "Subject: one\r\nX-A: two\r\nFrom: " + jane + "\r\nnot a field\r\n\r\nAuthentication-Results: said in the text\r\n"; rest != want {
		t.Errorf("after the server's fields:\n%s\nwant\n%s", rest, want)
	}
}

func TestEveryAddressWrittenToGetsAMailbox(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	to := []string{"Anna@Example.org", "anna@example.org", "guest-requests+r.12.token@hms.harvard.edu", `"a/../b"@example.org`}
	if err := send(t, server, "", to, letter(jane, "to several")); err != nil {
		t.Fatal(err)
	}
	want := []string{"a/../b@example.org", "anna@example.org", bot}
	if got := server.Mailboxes(); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("mailboxes %q, want %q", got, want)
	}
	for _, address := range want {
		got := inboxOf(t, server, address)
		if len(got) != 1 {
			t.Errorf("%s has %d messages, want 1", address, len(got))
		} else if strings.Contains(got[0], "for <") {
			t.Errorf("%s learns of another recipient", address)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	tooMany := make([]string, maxRecipients+1)
	for i := range tooMany {
		tooMany[i] = strings.Repeat("x", i+1) + "@example.org"
	}
	for name, c := range map[string]struct {
		to   []string
		raw  string
		want int
	}{
		"too large":             {[]string{bot}, letter(jane, "large") + strings.Repeat(strings.Repeat("x", 998)+"\r\n", maxMessageBytes/1000+1), 552},
		"too many recipients":   {tooMany, letter(jane, "many"), 452},
		"no address":            {[]string{"postmaster"}, letter(jane, "local"), 501},
		"an address beyond use": {[]string{strings.Repeat("x", 250) + "@example.org"}, letter(jane, "long"), 553},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := send(t, server, "", c.to, c.raw)
			var refused *smtp.SMTPError
			if !errors.As(err, &refused) || refused.Code != c.want {
				t.Errorf("got %v, want %d", err, c.want)
			}
		})
	}
}

func TestSigningInToSendNeedsThePassword(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	for name, c := range map[string]sasl.Client{
		"wrong password":      sasl.NewPlainClient("", jane, "demo2"),
		"no password":         sasl.NewPlainClient("", jane, ""),
		"for another":         sasl.NewPlainClient("boss@hms.harvard.edu", jane, Password),
		"not an address":      sasl.NewPlainClient("", "jane", Password),
		"an address and more": sasl.NewPlainClient("", jane+" dmarc=pass", Password),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := smtp.Dial(server.SMTPAddr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = client.Close() }()
			err = client.Auth(c)
			var refused *smtp.SMTPError
			if !errors.As(err, &refused) || refused.Code != 535 {
				t.Errorf("got %v, want 535", err)
			}
		})
	}
}

func FuzzStamp(f *testing.F) {
	for _, seed := range []string{
		letter(jane, "plain"), "", "\r\n", "\r", " ", "From: a@b\rFrom: c@d\n\n", "Authentication-Results:x\r\n y\r\n\r\nAuthentication-Results: body",
		"Authentication-Results", "\x00: \xff", "From:\r\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e := envelope{authServID: "mx.example", id: "1", now: morning, identity: jane, sender: "s@example.org", helo: "h", remote: "127.0.0.1"}
		fields, body := splitHeader(e.stamp(raw))
		results := 0
		for _, field := range fields {
			if field.is("Authentication-Results") {
				results++
			}
		}
		if results != 1 || !fields[1].is("Authentication-Results") {
			t.Errorf("%d Authentication-Results fields in %q", results, fields)
		}
		_, wantBody := splitHeader(normalizeLineEnds(raw))
		if string(body) != string(wantBody) {
			t.Errorf("the text became %q, want %q", body, wantBody)
		}
		for i, b := range body {
			if b == '\n' && (i == 0 || body[i-1] != '\r') || b == '\r' && (i+1 == len(body) || body[i+1] != '\n') {
				t.Errorf("a lone line end at %d of %q", i, body)
			}
		}
	})
}
