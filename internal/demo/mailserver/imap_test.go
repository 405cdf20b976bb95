package mailserver

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

func fetchAll(t *testing.T, client *imapclient.Client, options *imap.FetchOptions) []*imapclient.FetchMessageBuffer {
	t.Helper()
	options.UID = true
	messages, err := client.Fetch(imap.SeqSet{{Start: 1, Stop: 0}}, options).Collect()
	if err != nil {
		t.Fatal(err)
	}
	return messages
}

func TestReadingByIMAP(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	mustSend(t, server, jane, bot, letter(jane, "A guest for my lab"))
	client := login(t, server, "Guest-Requests@HMS.harvard.edu", nil)
	if got := selectFolder(t, client, "inbox").NumMessages; got != 1 {
		t.Fatalf("%d messages", got)
	}
	whole := &imap.FetchItemBodySection{Peek: true}
	messages := fetchAll(t, client, &imap.FetchOptions{Flags: true, InternalDate: true, RFC822Size: true, Envelope: true,
		BodyStructure: &imap.FetchItemBodyStructure{Extended: true}, BodySection: []*imap.FetchItemBodySection{whole}})
	got := messages[0]
	if want := inboxOf(t, server, bot)[0]; string(got.FindBodySection(whole)) != want || got.RFC822Size != int64(len(want)) {
		t.Errorf("fetched %q (%d), delivered %q", got.FindBodySection(whole), got.RFC822Size, want)
	}
	if !got.InternalDate.Equal(morning) || got.Envelope.Subject != "A guest for my lab" || len(got.Flags) != 0 {
		t.Errorf("internal date %s, subject %q, flags %v", got.InternalDate, got.Envelope.Subject, got.Flags)
	}
}

func TestReadingMarksAsSeenUnlessPeeking(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	mustSend(t, server, jane, bot, letter(jane, "unseen"))
	for _, c := range []struct {
		open  string
		item  string
		after string
	}{
		{"SELECT", "BODY.PEEK[]", "()"},
		{"EXAMINE", "BODY[]", "()"},
		{"SELECT", "BODY[TEXT]", `(\Seen)`},
	} {
		w := dialWire(t, server, bot)
		w.ok("%s INBOX", c.open)
		w.ok("FETCH 1 (%s)", c.item)
		if got, want := w.ok("FETCH 1 (FLAGS)")[0], "* 1 FETCH (UID 1 FLAGS "+c.after+")"; got != want {
			t.Errorf("after %s, %s: %s, want %s", c.open, c.item, got, want)
		}
	}
}

func TestSigningInByIMAP(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	client := login(t, server, "new.person@example.org", nil)
	if got := selectFolder(t, client, inbox).NumMessages; got != 0 {
		t.Errorf("a new mailbox has %d messages", got)
	}
	if got := server.Mailboxes(); !slices.Equal(got, []string{"new.person@example.org"}) {
		t.Errorf("mailboxes %q", got)
	}
	for _, c := range [][2]string{{bot, "guess"}, {bot, ""}, {"no-address", Password}} {
		client, err := imapclient.DialInsecure(server.IMAPAddr().String(), nil)
		if err != nil {
			t.Fatal(err)
		}
		err = client.Login(c[0], c[1]).Wait()
		var refused *imap.Error
		if !errors.As(err, &refused) || refused.Code != imap.ResponseCodeAuthenticationFailed {
			t.Errorf("%q: %v", c, err)
		}
		_ = client.Close()
	}
	if got := len(server.Mailboxes()); got != 1 {
		t.Errorf("refused logins made mailboxes: %d", got)
	}
}

// TestWhatIsHereOutlivesARestart has each kind of change made before one.
func TestWhatIsHereOutlivesARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := start(t, dir)
	for i := range 5 {
		mustSend(t, server, jane, bot, letter(jane, fmt.Sprintf("message %d", i+1)))
	}
	w := dialWire(t, server, bot)
	for _, folder := range []string{"Processed", "Team/Old", "Gone"} {
		w.ok("CREATE %s", folder)
	}
	w.ok("SELECT INBOX")
	w.ok("UID MOVE 2 Processed")
	w.ok("UID COPY 3 Team/Old")
	w.ok(`UID STORE 4 +FLAGS (\flagged Waiting)`)
	w.ok(`UID STORE 5 +FLAGS (\Deleted)`)
	w.ok("EXPUNGE")
	w.ok("SUBSCRIBE Processed")
	w.ok("RENAME Team Group")
	w.ok("DELETE Gone")
	before := strings.Join(state(t, server, bot), "\n")
	stop(t, server)

	server = start(t, dir)
	if after := strings.Join(state(t, server, bot), "\n"); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	w = dialWire(t, server, bot)
	if got := strings.Join(w.ok(`LSUB "" *`), "\n"); !strings.Contains(got, "Processed") {
		t.Errorf("subscriptions: %s", got)
	}
	mustSend(t, server, jane, bot, letter(jane, "after"))
	w.ok("SELECT INBOX")
	if got := w.ok("UID FETCH 6 (FLAGS)"); len(got) != 1 || got[0] != "* 4 FETCH (UID 6 FLAGS ())" {
		t.Errorf("a UID is used again: %q", got)
	}
}

// state is all that IMAP shows of a mailbox.
func state(t *testing.T, server *Server, address string) []string {
	t.Helper()
	w := dialWire(t, server, address)
	var all []string
	for _, folder := range w.ok(`LIST "" *`) {
		name := strings.Trim(folder[strings.LastIndexByte(folder, ' ')+1:], `"`)
		all = append(all, folder)
		all = append(all, w.ok("STATUS %s (MESSAGES UIDNEXT UIDVALIDITY UNSEEN SIZE)", name)...)
		w.ok("EXAMINE %s", name)
		all = append(all, w.ok("FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (Subject)])")...)
	}
	return all
}

func TestALineCutShortByACrashIsForgotten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := start(t, dir)
	mustSend(t, server, jane, bot, letter(jane, "kept"))
	stop(t, server)
	mailbox := filepath.Join(dir, "mail", dirOfAddress(bot))
	journal, err := os.OpenFile(filepath.Join(mailbox, "journal"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.WriteString(`{"op":"add","folder":"INBOX","uid":2,"fi`); err != nil {
		t.Fatal(err)
	}
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	orphan := filepath.Join(mailbox, "messages", "orphan")
	if err := os.WriteFile(orphan, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}

	server = start(t, dir)
	if got := len(inboxOf(t, server, bot)); got != 1 {
		t.Errorf("%d messages, want 1", got)
	}
	if _, err := os.Stat(orphan); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("bytes of no message: %v", err)
	}
	mustSend(t, server, jane, bot, letter(jane, "next"))
	stop(t, server)
	if got := len(inboxOf(t, start(t, dir), bot)); got != 2 {
		t.Errorf("%d messages after one more, want 2", got)
	}
}

func TestALongJournalIsWrittenAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := start(t, dir)
	mustSend(t, server, jane, bot, letter(jane, "often flagged"))
	mustSend(t, server, jane, bot, letter(jane, "gone"))
	client := login(t, server, bot, nil)
	selectFolder(t, client, inbox)
	for i := range compactAbove + 1 {
		op := imap.StoreFlagsAdd
		if i%2 == 1 {
			op = imap.StoreFlagsDel
		}
		if err := client.Store(imap.UIDSetNum(1), &imap.StoreFlags{Op: op, Silent: true, Flags: []imap.Flag{imap.FlagFlagged}}, nil).Close(); err != nil {
			t.Fatal(err)
		}
	}
	w := dialWire(t, server, bot)
	w.ok("SELECT INBOX")
	w.ok(`STORE 2 +FLAGS (\Deleted)`)
	w.ok("EXPUNGE")
	w.ok("CREATE Removed") // takes a UIDVALIDITY that must not come back
	validity := w.ok("STATUS Removed (UIDVALIDITY)")
	w.ok("DELETE Removed")
	before := state(t, server, bot)
	stop(t, server)

	server = start(t, dir)
	if got := state(t, server, bot); !slices.Equal(got, before) {
		t.Errorf("before:\n%q\nafter:\n%q", before, got)
	}
	content, err := os.ReadFile(filepath.Join(dir, "mail", dirOfAddress(bot), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	if lines := bytes.Count(content, []byte("\n")); lines > 10 {
		t.Errorf("the journal has %d lines", lines)
	}
	w = dialWire(t, server, bot)
	w.ok("CREATE Removed")
	if got := w.ok("STATUS Removed (UIDVALIDITY)"); slices.Equal(got, validity) {
		t.Errorf("a folder made anew has the old one's %s", got)
	}
}

// TestMailBetweenSelectAndIdle is what imapmemserver says nothing of.
func TestMailBetweenSelectAndIdle(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	w := dialWire(t, server, bot)
	w.ok("SELECT INBOX")
	mustSend(t, server, jane, bot, letter(jane, "between"))
	w.write("i IDLE\r\n")
	if got := w.line(); got != "+ idling" {
		t.Fatalf("IDLE: %s", got)
	}
	if got := w.line(); got != "* 1 EXISTS" {
		t.Errorf("at first: %s", got)
	}
	mustSend(t, server, jane, bot, letter(jane, "while idle"))
	if got := w.line(); got != "* 2 EXISTS" {
		t.Errorf("while idle: %s", got)
	}
	other := dialWire(t, server, bot)
	other.ok("SELECT INBOX")
	other.ok(`STORE 1 +FLAGS (\Seen)`)
	if got := w.line(); got != `* 1 FETCH (UID 1 FLAGS (\Seen))` {
		t.Errorf("flagged elsewhere: %s", got)
	}
	other.ok("CREATE Processed")
	other.ok("MOVE 1 Processed")
	if got := w.line(); got != "* 1 EXPUNGE" {
		t.Errorf("moved elsewhere: %s", got)
	}
	w.write("DONE\r\n")
	if got := w.line(); !strings.HasPrefix(got, "i OK") {
		t.Errorf("DONE: %s", got)
	}
	w.ok("NOOP")
}

func TestMoveAndCopy(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	for i := range 4 {
		mustSend(t, server, jane, bot, letter(jane, fmt.Sprint(i+1)))
	}
	w := dialWire(t, server, bot)
	w.ok("CREATE Processed")
	w.ok("SELECT INBOX")
	for _, c := range []struct {
		command string
		want    []string // untagged answers, UIDVALIDITY as V
		tagged  string
	}{
		{"UID MOVE 2:3 Processed", []string{"* OK [COPYUID V 2:3 1:2] COPY completed", "* 3 EXPUNGE", "* 2 EXPUNGE"}, "OK"},
		{"UID MOVE 2 Processed", nil, "OK"},
		{"UID COPY 99 Processed", nil, "OK"},
		{"UID COPY 4 Processed", nil, "OK [COPYUID V 4 3]"},
		{"UID MOVE 4 Nowhere", nil, "NO [TRYCREATE]"},
		{"UID COPY 4 Nowhere", nil, "NO [TRYCREATE]"},
		{"UID MOVE 4 INBOX", nil, "NO [CANNOT]"},
		{"MOVE 1:* Processed", []string{"* OK [COPYUID V 1,4 4:5] COPY completed", "* 2 EXPUNGE", "* 1 EXPUNGE"}, "OK"},
		{"MOVE 1:* Processed", nil, "OK"},
		{"UID SEARCH ALL", []string{"* SEARCH"}, "OK"},
	} {
		untagged, tagged := w.command("%s", c.command)
		got := strings.Join(untagged, "\n") + "\n" + tagged
		if at := strings.Index(got, "COPYUID "); at >= 0 {
			validity, _, _ := strings.Cut(got[at+len("COPYUID "):], " ")
			got = strings.Replace(got, validity, "V", 1)
		}
		if want := strings.Join(c.want, "\n") + "\n" + c.tagged; !strings.HasPrefix(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", c.command, got, want)
		}
	}
}

func TestAGoClientsMoveAndExpunge(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	for i := range 3 {
		mustSend(t, server, jane, bot, letter(jane, fmt.Sprint(i+1)))
	}
	client := login(t, server, bot, nil)
	for _, wanted := range []imap.Cap{imap.CapIMAP4rev1, imap.CapIMAP4rev2, imap.CapIdle, imap.CapMove, imap.CapUIDPlus, imap.CapNamespace} {
		if !client.Caps().Has(wanted) {
			t.Errorf("%s is not offered", wanted)
		}
	}
	if err := client.Create("Processed", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	selectFolder(t, client, inbox)
	moved, err := client.Move(imap.UIDSetNum(2), "Processed").Wait()
	if err != nil || moved.SourceUIDs == nil {
		t.Fatalf("move: %v, %v", moved, err)
	}
	gone, err := client.Move(imap.UIDSetNum(2), "Processed").Wait()
	if err != nil || gone.SourceUIDs != nil {
		t.Errorf("moving what is gone: %v, %v", gone, err)
	}
	if err := client.Store(imap.UIDSetNum(1, 3), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close(); err != nil {
		t.Fatal(err)
	}
	expunged, err := client.UIDExpunge(imap.UIDSetNum(3)).Collect()
	if err != nil || !slices.Equal(expunged, []uint32{2}) {
		t.Errorf("expunged %v, %v", expunged, err)
	}
	if got := fetchAll(t, client, &imap.FetchOptions{}); len(got) != 1 || got[0].UID != 1 {
		t.Errorf("left: %v", got)
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	w := dialWire(t, server, bot)
	w.ok("SELECT INBOX")
	for _, c := range []struct{ command, want string }{
		{"UID SEARCH ALL", "* SEARCH"},
		{"UID SEARCH RETURN (ALL COUNT) ALL", `UID COUNT 0`},
	} {
		if got := strings.Join(w.ok("%s", c.command), " "); !strings.HasSuffix(got, c.want) {
			t.Errorf("in an empty folder %s: %s, want …%s", c.command, got, c.want)
		}
	}
	mustSend(t, server, jane, bot, letter(jane, "A guest for my lab"))
	mustSend(t, server, jane, bot, letter("joe@example.org", "Une =?utf-8?q?invit=C3=A9e?="))
	mustSend(t, server, jane, bot, "no header at all")
	w.ok("NOOP")
	w.ok(`STORE 1 +FLAGS (\Answered)`)
	for criteria, want := range map[string]string{
		"ALL":                               "1 2 3",
		"ANSWERED":                          "1",
		"UNANSWERED":                        "2 3",
		"FROM joe":                          "2",
		"SUBJECT GUEST":                     "1",
		"CHARSET UTF-8 SUBJECT {8}":         "2", // with a literal, below
		"TEXT hello":                        "1 2",
		"BODY guest":                        "",
		"SINCE 2-Mar-2026":                  "1 2 3",
		"BEFORE 2-Mar-2026":                 "",
		"SENTON 2-Mar-2026":                 "1 2",
		"LARGER 100000":                     "",
		"NOT FROM joe":                      "1 3",
		"OR FROM joe ANSWERED":              "1 2",
		"UID 2:*":                           "2 3",
		"UID 9:*":                           "3",
		"HEADER Message-ID <A-guest":        "1",
		"HEADER X-None \"\"":                "",
		"KEYWORD Waiting":                   "",
		"UNSEEN SMALLER 100000 2:3 UNDRAFT": "2 3",
	} {
		var got []string
		if strings.HasSuffix(criteria, "{8}") {
			w.write("s UID SEARCH " + criteria + "\r\n")
			w.line()
			w.write("invitée\r\n")
			got = []string{w.line()}
			w.line()
		} else {
			got = w.ok("UID SEARCH %s", criteria)
		}
		if list := strings.TrimSpace(strings.TrimPrefix(got[0], "* SEARCH")); list != want {
			t.Errorf("%s: %s, want %s", criteria, list, want)
		}
	}
	w.ok("UID SEARCH RETURN (SAVE) ANSWERED")
	if got := w.ok("UID FETCH $ (UID)"); len(got) != 1 || got[0] != "* 1 FETCH (UID 1)" {
		t.Errorf("what the last search saved: %q", got)
	}
}

// TestBrokenMailCanBeRead fetches every way what people's programs and spammers get wrong.
func TestBrokenMailCanBeRead(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	broken := []string{
		"", "\r\n", "no header at all", "Subject: no end of header",
		"Content-Type: multipart/mixed\r\n\r\nno boundary",
		"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\n\r\ncut short",
		"Content-Type: message/rfc822\r\n\r\n", "Content-Type: ;;;\r\n\r\nx", "Content-Type: text/plain; charset=nonsense\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n",
		"From: \"unclosed <a@b\r\nSubject: =?utf-8?b?////?=\r\nDate: yesterday\r\n\r\n\xff\xfe\x00",
		": no name\r\nline without colon\r\n\r\ntext",
		"Content-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\nSubject: inner\r\n\r\ninner\r\n--d--\r\n",
	}
	for _, raw := range broken {
		mustSend(t, server, "", bot, raw)
	}
	client := login(t, server, bot, nil)
	selectFolder(t, client, inbox)
	whole := &imap.FetchItemBodySection{Peek: true}
	delivered := inboxOf(t, server, bot)
	for i, m := range fetchAll(t, client, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{whole}}) {
		if string(m.FindBodySection(whole)) != delivered[i] {
			t.Errorf("message %d: fetched %q, delivered %q", i+1, m.FindBodySection(whole), delivered[i])
		}
	}
	w := dialWire(t, server, bot)
	w.ok("SELECT INBOX")
	for seqNum := range broken {
		for _, item := range []string{"ENVELOPE", "BODY", "BODYSTRUCTURE", "BODY.PEEK[HEADER]", "BODY.PEEK[TEXT]<0.5>", "BODY.PEEK[1]", "BODY.PEEK[1.MIME]", "BINARY.SIZE[1]", "BODY.PEEK[HEADER.FIELDS (Subject)]"} {
			untagged, tagged := w.command("FETCH %d (%s)", seqNum+1, item)
			if !strings.HasPrefix(tagged, "OK") {
				t.Errorf("%s of message %d (%q): %s %s", item, seqNum+1, broken[seqNum], untagged, tagged)
			}
		}
	}
}

func TestFolders(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	w := dialWire(t, server, bot)
	for _, c := range []struct{ command, want string }{
		{"CREATE Team/Old/", "OK"},
		{"CREATE Team", "NO [ALREADYEXISTS]"},
		{"CREATE inbox", "NO [ALREADYEXISTS]"},
		{"CREATE /x", "NO [CANNOT]"},
		{"CREATE a//b", "NO [CANNOT]"},
		{"DELETE INBOX", "NO [CANNOT]"},
		{"DELETE Team", "NO [HASCHILDREN]"},
		{"DELETE Nowhere", "NO [NONEXISTENT]"},
		{"RENAME INBOX Other", "NO [CANNOT]"},
		{"RENAME Team Team/Under", "NO [CANNOT]"},
		{"RENAME Team/Old INBOX", "NO [ALREADYEXISTS]"},
		{"RENAME Team Group", "OK"},
		{"SELECT Nowhere", "NO [NONEXISTENT]"},
		{"SELECT Group/Old", "OK"},
		{"STATUS Nowhere (MESSAGES)", "NO [NONEXISTENT]"},
		{"SUBSCRIBE Group", "OK"},
		{"NAMESPACE", "OK"},
		{"APPEND Nowhere {1+}\r\nx", "NO [TRYCREATE]"},
		{`APPEND Group (\seen) "02-Mar-2026 04:30:00 -0500" {1+}` + "\r\nx", "OK [APPENDUID"},
	} {
		if _, got := w.command("%s", c.command); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s", c.command, got, c.want)
		}
	}
	want := []string{`* LIST (\HasChildren) "/" "Group"`, `* LIST (\HasNoChildren) "/" "Group/Old"`, `* LIST (\HasNoChildren) "/" INBOX`}
	if got := w.ok(`LIST "" *`); strings.ReplaceAll(strings.Join(got, "\n"), `"`, "") != strings.ReplaceAll(strings.Join(want, "\n"), `"`, "") {
		t.Errorf("folders:\n%s", strings.Join(got, "\n"))
	}
	if got := w.ok("%s", `LIST "" % RETURN (SUBSCRIBED STATUS (MESSAGES UNSEEN))`); !strings.Contains(got[0], `\Subscribed`) || !strings.Contains(got[1], "(MESSAGES 1 UNSEEN 0)") {
		t.Errorf("at the top: %q", got)
	}
	if got := w.ok(`LIST "" ""`); len(got) != 1 || !strings.Contains(got[0], `"/"`) {
		t.Errorf("the delimiter: %q", got)
	}
}

// TestASelectedFolderIsDeletedElsewhere keeps the session alive on what is no more.
func TestASelectedFolderIsDeletedElsewhere(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	w, other := dialWire(t, server, bot), dialWire(t, server, bot)
	w.ok("CREATE Old")
	w.ok("APPEND Old {1+}\r\nx")
	w.ok("SELECT Old")
	other.ok("DELETE Old")
	for _, command := range []string{`STORE 1 +FLAGS (\Deleted)`, "EXPUNGE", "FETCH 1:* (BODY[])", "MOVE 1 INBOX", "UID SEARCH ALL", "CLOSE"} {
		w.ok("%s", command)
	}
}

func TestReadOnlyMeansReadOnly(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	mustSend(t, server, jane, bot, letter(jane, "kept"))
	w := dialWire(t, server, bot)
	w.ok("CREATE Processed")
	w.ok("SELECT INBOX")
	w.ok(`STORE 1 +FLAGS (\Deleted)`)
	w.ok("EXAMINE INBOX")
	for _, command := range []string{`STORE 1 -FLAGS (\Deleted)`, "MOVE 1 Processed"} {
		if _, got := w.command("%s", command); !strings.HasPrefix(got, "NO") {
			t.Errorf("%s: %s", command, got)
		}
	}
	w.ok("CLOSE")
	if got := len(inboxOf(t, server, bot)); got != 1 {
		t.Errorf("closing what was open for reading removed a message: %d left", got)
	}
}

// TestManySessionsAtOnce delivers, moves and watches at the same time and then counts.
func TestManySessionsAtOnce(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	const messages = 40
	dialWire(t, server, bot).ok("CREATE Processed")
	sent := make(chan error, messages)
	for i := range messages {
		go func() {
			sent <- send(t, server, jane, []string{bot}, letter(jane, fmt.Sprint(i)))
		}()
	}
	arrived := make(chan struct{}, 1)
	watcher := login(t, server, bot, &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(*imapclient.UnilateralDataMailbox) {
			select {
			case arrived <- struct{}{}:
			default:
			}
		},
	}})
	selectFolder(t, watcher, inbox)
	deadline := time.After(20 * time.Second)
	for moved := 0; moved < messages; {
		found, err := watcher.UIDSearch(&imap.SearchCriteria{}, nil).Wait()
		if err != nil {
			t.Fatal(err)
		}
		if uids := found.AllUIDs(); len(uids) > 0 {
			if _, err := watcher.Move(imap.UIDSetNum(uids...), "Processed").Wait(); err != nil {
				t.Fatal(err)
			}
			moved += len(uids)
			continue
		}
		idle, err := watcher.Idle()
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-arrived:
		case <-deadline:
			t.Fatalf("%d of %d messages arrived", moved, messages)
		}
		if err := idle.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for range messages {
		if err := <-sent; err != nil {
			t.Error(err)
		}
	}
	processed, err := server.Messages(bot, "Processed")
	if err != nil || len(processed) != messages || len(inboxOf(t, server, bot)) != 0 {
		t.Errorf("%d processed, %d in the inbox, %v", len(processed), len(inboxOf(t, server, bot)), err)
	}
}
