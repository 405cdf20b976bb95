package mailserver

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"go.uber.org/goleak"

	"github.com/guestd/guestd/internal/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	jane = "jane.roe@hms.harvard.edu"
	bot  = "guest-requests@hms.harvard.edu"
)

var morning = time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)

func start(t *testing.T, dir string) *Server {
	t.Helper()
	server, err := Start(t.Context(), Config{
		DataDir: dir, SMTPAddr: "127.0.0.1:0", IMAPAddr: "127.0.0.1:0",
		AuthServID: "mx.hms.harvard.edu", Clock: clock.NewFixed(morning), Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, server) })
	return server
}

func stop(t *testing.T, server *Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second) // at cleanup the test's has ended
	defer cancel()
	if err := server.Close(ctx); err != nil {
		t.Error(err)
	}
}

// letter is a plain message, with CRLF line ends.
func letter(from, subject string) string {
	return fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%s@test.example>\r\nDate: Mon, 2 Mar 2026 04:30:00 -0500\r\n\r\nHello.\r\n",
		from, bot, subject, strings.ReplaceAll(subject, " ", "-"))
}

// send hands a message over by SMTP, signed in as identity where one is given.
func send(t *testing.T, server *Server, identity string, to []string, raw string) error {
	t.Helper()
	client, err := smtp.Dial(server.SMTPAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if identity != "" {
		if err := client.Auth(sasl.NewPlainClient("", identity, Password)); err != nil {
			return err
		}
	}
	return client.SendMail("bounces@sender.example", to, strings.NewReader(raw))
}

func mustSend(t *testing.T, server *Server, identity, to, raw string) {
	t.Helper()
	if err := send(t, server, identity, []string{to}, raw); err != nil {
		t.Fatal(err)
	}
}

// inboxOf are the messages in an address's INBOX.
func inboxOf(t *testing.T, server *Server, address string) []string {
	t.Helper()
	raw, err := server.Messages(address, inbox)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range raw {
		all = append(all, string(m))
	}
	return all
}

func login(t *testing.T, server *Server, address string, options *imapclient.Options) *imapclient.Client {
	t.Helper()
	client, err := imapclient.DialInsecure(server.IMAPAddr().String(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	if err := client.Login(address, Password).Wait(); err != nil {
		t.Fatal(err)
	}
	return client
}

func selectFolder(t *testing.T, client *imapclient.Client, name string) *imap.SelectData {
	t.Helper()
	data, err := client.Select(name, nil).Wait()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// wire speaks IMAP letter by letter, to see what a client library would hide.
type wire struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
	n    int
}

func dialWire(t *testing.T, server *Server, address string) *wire {
	t.Helper()
	conn, err := net.Dial("tcp", server.IMAPAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	w := &wire{t: t, conn: conn, r: bufio.NewReader(conn)}
	w.line()
	w.ok("LOGIN %s %s", address, Password)
	return w
}

func (w *wire) line() string {
	w.t.Helper()
	line, err := w.r.ReadString('\n')
	if err != nil {
		w.t.Fatalf("reading from the server: %v", err)
	}
	return strings.TrimRight(line, "\r\n")
}

func (w *wire) write(text string) {
	w.t.Helper()
	if _, err := w.conn.Write([]byte(text)); err != nil {
		w.t.Fatal(err)
	}
}

// command sends one and returns the untagged answers and the tagged one.
func (w *wire) command(format string, args ...any) (untagged []string, tagged string) {
	w.t.Helper()
	w.n++
	tag := fmt.Sprintf("a%d", w.n)
	w.write(tag + " " + fmt.Sprintf(format, args...) + "\r\n")
	for {
		line := w.line()
		if rest, found := strings.CutPrefix(line, tag+" "); found {
			return untagged, rest
		}
		untagged = append(untagged, line)
	}
}

func (w *wire) ok(format string, args ...any) []string {
	w.t.Helper()
	untagged, tagged := w.command(format, args...)
	if !strings.HasPrefix(tagged, "OK") {
		w.t.Fatalf("%s: %s", fmt.Sprintf(format, args...), tagged)
	}
	return untagged
}
