package mailserver

import (
	"crypto/rand"
	"crypto/subtle"
	"io"
	"net"
	"regexp"
	"slices"
	"sync/atomic"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// smtpSession is one sender's connection. Where the sender uses BDAT, Data runs beside the rest and
// Reset may come in the middle of it.
type smtpSession struct {
	server *Server
	conn   *smtp.Conn

	identity   string // the address that signed in, or ""
	sender     string
	recipients []string    // addresses of mailboxes, each once
	delivering atomic.Bool // counted as busy until the sender has its answer
}

var _ smtp.AuthSession = (*smtpSession)(nil)

func (s *Server) newSMTPSession(conn *smtp.Conn) (smtp.Session, error) {
	return &smtpSession{server: s, conn: conn}, nil
}

func (s *smtpSession) AuthMechanisms() []string { return []string{sasl.Plain} }

// plainAddress has only letters that need no quoting in a header field.
var plainAddress = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9.-]+$`)

func (s *smtpSession) Auth(mechanism string) (sasl.Server, error) {
	if mechanism != sasl.Plain {
		return nil, smtp.ErrAuthUnknownMechanism
	}
	return sasl.NewPlainServer(func(identity, username, password string) error {
		if identity != "" && identity != username || !plainAddress.MatchString(username) || !rightPassword(password) {
			return smtp.ErrAuthFailed
		}
		s.identity = username
		return nil
	}), nil
}

func rightPassword(password string) bool {
	return subtle.ConstantTimeCompare([]byte(password), []byte(Password)) == 1
}

func (s *smtpSession) Mail(from string, _ *smtp.MailOptions) error {
	s.sender = from
	return nil
}

func (s *smtpSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	address, err := mailboxAddress(to)
	if err != nil {
		return &smtp.SMTPError{Code: 553, EnhancedCode: smtp.EnhancedCode{5, 1, 3}, Message: "That is no address that can have a mailbox"}
	}
	if !slices.Contains(s.recipients, address) {
		s.recipients = append(s.recipients, address)
	}
	return nil
}

// Data takes the message in: in each recipient's INBOX, on disk, before the sender is told so.
func (s *smtpSession) Data(r io.Reader) error {
	if !s.server.begin() {
		return &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "Shutting down, try again later"}
	}
	s.delivering.Store(true)
	raw, err := io.ReadAll(r)
	if err != nil {
		return err // among them smtp.ErrDataTooLarge
	}
	id := rand.Text()
	stamped := s.envelope(id).stamp(raw)
	for _, address := range s.recipients {
		account, err := s.server.account(address)
		if err == nil {
			_, err = account.deliver(inbox, stamped, s.server.cfg.Clock.Now(), nil)
		}
		if err != nil {
			s.server.log.Error("mail server: a message could not be kept", "id", id, "error", err)
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "The message could not be kept, try again later"}
		}
	}
	s.server.log.Debug("mail server: delivered", "id", id, "recipients", len(s.recipients), "bytes", len(stamped))
	return nil
}

func (s *smtpSession) envelope(id string) envelope {
	remote := ""
	if addr, ok := s.conn.Conn().RemoteAddr().(*net.TCPAddr); ok {
		remote = addr.IP.String()
	}
	recipient := "" // of several none is named: one may be a blind copy's
	if len(s.recipients) == 1 {
		recipient = s.recipients[0]
	}
	_, encrypted := s.conn.TLSConnectionState()
	return envelope{
		authServID: s.server.cfg.AuthServID, id: id, now: s.server.cfg.Clock.Now(),
		identity: s.identity, sender: s.sender, recipient: recipient,
		helo: s.conn.Hostname(), remote: remote, encrypted: encrypted,
	}
}

// Reset follows each message, after its answer has gone out.
func (s *smtpSession) Reset() {
	s.sender, s.recipients = "", nil
	if s.delivering.CompareAndSwap(true, false) {
		s.server.end()
	}
}

func (s *smtpSession) Logout() error {
	s.Reset()
	return nil
}
