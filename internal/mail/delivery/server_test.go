package delivery_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/guestd/guestd/internal/mail/delivery"
)

// server is an SMTP server of go-smtp's, whose every step a test can spoil.
type server struct {
	addr string
	smtp *smtp.Server

	mail func(from string, o *smtp.MailOptions) error
	rcpt func(to string) error
	data func(c *smtp.Conn, raw []byte) error
	auth map[string]func() sasl.Server

	mu       sync.Mutex
	sessions int
	got      []received
}

type received struct {
	from string
	to   []string
	raw  string
	size int64
	utf8 bool
}

type option func(*server)

func serve(t testing.TB, options ...option) *server {
	t.Helper()
	s := &server{}
	s.smtp = smtp.NewServer(s)
	s.smtp.Domain = "mx.test"
	s.smtp.AllowInsecureAuth = true
	s.smtp.EnableSMTPUTF8 = true
	s.smtp.ErrorLog = quiet{}
	for _, o := range options {
		o(s)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = listener.Addr().String()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.smtp.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = s.smtp.Close()
		<-done
	})
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions++
	return &session{server: s, conn: c}, nil
}

func (s *server) messages() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.got...)
}

func (s *server) sessionCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

type session struct {
	server *server
	conn   *smtp.Conn
	now    received
}

func (s *session) AuthMechanisms() []string {
	var names []string
	for name := range s.server.auth {
		names = append(names, name)
	}
	return names
}

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	if begin := s.server.auth[mechanism]; begin != nil {
		return begin(), nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

func (s *session) Mail(from string, o *smtp.MailOptions) error {
	s.now = received{from: from, size: o.Size, utf8: o.UTF8}
	if s.server.mail != nil {
		return s.server.mail(from, o)
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.server.rcpt != nil {
		if err := s.server.rcpt(to); err != nil {
			return err
		}
	}
	s.now.to = append(s.now.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.server.data != nil {
		if err := s.server.data(s.conn, raw); err != nil {
			return err
		}
	}
	s.now.raw = string(raw)
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.got = append(s.server.got, s.now)
	return nil
}

func (s *session) Reset()        { s.now = received{} }
func (s *session) Logout() error { return nil }

func reply(code int, enhanced smtp.EnhancedCode, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
}

func sender(t *testing.T, c delivery.Config) *delivery.Sender {
	t.Helper()
	if c.Security == "" {
		c.Security = delivery.None
	}
	s, err := delivery.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

const raw = "From: a@x.example\r\nSubject: one\r\n\r\nHello\r\n.\r\n..two dots\r\n"

func mailTo(to ...string) delivery.Message {
	return delivery.Message{From: "guest-requests@hms.harvard.edu", To: to, Raw: []byte(raw)}
}

// certificate makes a CA and a certificate of its for 127.0.0.1.
func certificate(t *testing.T) (server *tls.Config, roots *x509.CertPool) {
	t.Helper()
	now := time.Now()
	caKey, caCert := issue(t, &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test CA"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, nil, nil)
	key, cert := issue(t, &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "mx.test"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, caCert, caKey)
	roots = x509.NewCertPool()
	roots.AddCert(caCert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, roots
}

func issue(t *testing.T, template, parent *x509.Certificate, signer *ecdsa.PrivateKey) (*ecdsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return key, cert
}

// script is a server's side of one connection that says and does exactly what a test writes.
type script func(c net.Conn, say func(string), hear func() string)

// scripted dials connections that play the scripts, one after the other.
func scripted(t *testing.T, scripts ...script) delivery.Config {
	t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	t.Cleanup(all.Wait)
	return delivery.Config{
		Addr: "mx.test:25", Security: delivery.None,
		Dial: func(context.Context, string, string) (net.Conn, error) {
			mu.Lock()
			defer mu.Unlock()
			if len(scripts) == 0 {
				return nil, errors.New("connection refused")
			}
			play := scripts[0]
			scripts = scripts[1:]
			ours, theirs := net.Pipe()
			all.Add(1)
			go func() {
				defer all.Done()
				defer func() { _ = theirs.Close() }()
				buffer := make([]byte, 1)
				play(theirs,
					func(line string) { _, _ = io.WriteString(theirs, line+"\r\n") },
					func() string {
						var line []byte
						for {
							if _, err := theirs.Read(buffer); err != nil {
								return ""
							}
							if line = append(line, buffer[0]); buffer[0] == '\n' {
								return string(line)
							}
						}
					})
			}()
			return ours, nil
		},
	}
}
