package mailserver

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-smtp"

	"github.com/guestd/guestd/internal/clock"
)

// TestCloseLeavesNoSenderInDoubt closes the server in the middle of a message: its sender gets an
// answer, and the answer is true.
func TestCloseLeavesNoSenderInDoubt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := start(t, dir)
	conn, err := net.Dial("tcp", server.SMTPAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(conn)
	say := func(line, want string) {
		t.Helper()
		if line != "" {
			if _, err := fmt.Fprintf(conn, "%s\r\n", line); err != nil {
				t.Fatal(err)
			}
		}
		got, err := r.ReadString('\n')
		if err != nil || !strings.HasPrefix(got, want) {
			t.Fatalf("%s: %q, %v; want %s", line, got, err, want)
		}
	}
	say("", "220")
	say("HELO test.example", "250")
	say("MAIL FROM:<a@example.org>", "250")
	say("RCPT TO:<"+bot+">", "250")
	say("DATA", "354")
	if _, err := fmt.Fprint(conn, "Subject: half\r\n"); err != nil {
		t.Fatal(err)
	}
	awaitBusy(t, server)

	closed := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		closed <- server.Close(ctx)
	}()
	awaitClosing(t, server)
	say("\r\nthe other half\r\n.", "250")
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	if got := inboxOf(t, start(t, dir), bot); len(got) != 1 || !strings.Contains(got[0], "the other half") {
		t.Errorf("kept: %q", got)
	}
}

// awaitBusy returns once the server waits for the rest of a message: one that is closing turns
// away what it has not begun with.
func awaitBusy(t *testing.T, server *Server) {
	t.Helper()
	poll(t, func() bool {
		server.mu.Lock()
		defer server.mu.Unlock()
		return server.busy > 0
	})
}

func awaitClosing(t *testing.T, server *Server) {
	t.Helper()
	poll(t, func() bool {
		server.mu.Lock()
		defer server.mu.Unlock()
		return server.closing
	})
}

func poll(t *testing.T, done func() bool) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-deadline.C:
			t.Fatal("it does not come to pass")
		case <-tick.C:
		}
	}
}

func TestCloseEndsIdleConnections(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	sender, err := smtp.Dial(server.SMTPAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sender.Close() }()
	reader := dialWire(t, server, bot)
	reader.ok("SELECT INBOX")
	reader.write("i IDLE\r\n")
	reader.line()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := server.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if err := sender.Noop(); err == nil {
		t.Error("SMTP still answers")
	}
	if _, err := reader.r.ReadByte(); err == nil {
		t.Error("IMAP still answers")
	}
}

func TestStartTellsOfATakenPort(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	_, err := Start(t.Context(), Config{DataDir: t.TempDir(), SMTPAddr: "127.0.0.1:0", IMAPAddr: server.IMAPAddr().String(), AuthServID: "x", Clock: clock.System{}})
	var opErr *net.OpError
	if !errors.As(err, &opErr) {
		t.Errorf("a port that is taken: %v", err)
	}
}

func TestSTARTTLS(t *testing.T) {
	t.Parallel()
	certificate, roots := selfSigned(t)
	server, err := Start(t.Context(), Config{DataDir: t.TempDir(), SMTPAddr: "127.0.0.1:0", IMAPAddr: "127.0.0.1:0", AuthServID: "mx.hms.harvard.edu",
		Clock: clock.NewFixed(morning), TLS: &tls.Config{Certificates: []tls.Certificate{certificate}}})
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, server)
	trust := &tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}
	sender, err := smtp.DialStartTLS(server.SMTPAddr().String(), trust)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sender.Close() }()
	if err := sender.SendMail(jane, []string{bot}, strings.NewReader(letter(jane, "encrypted"))); err != nil {
		t.Fatal(err)
	}
	if got := inboxOf(t, server, bot)[0]; !strings.Contains(got, "with ESMTPS id") {
		t.Errorf("received:\n%s", got)
	}
	reader, err := imapclient.DialStartTLS(server.IMAPAddr().String(), &imapclient.Options{TLSConfig: trust})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	if err := reader.Login(bot, Password).Wait(); err != nil {
		t.Fatal(err)
	}
}

func selfSigned(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
