package guest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/token"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
)

// replyDays is for how long a reply finds its way by the token of the mail it answers.
const replyDays = 400

// sendUnlessAnswered sends a notice to somebody, unless they wrote the email that the bot acts
// upon: then its answer tells them.
func (w *work) sendUnlessAnswered(n notice.Notice, to notice.Person, of about) error {
	if to.Email == "" || (w.actor.InboundEmailID != 0 && strings.EqualFold(to.Email, w.actor.Email)) {
		return nil
	}
	n.To = []notice.Person{to}
	return w.send(n, of)
}

// send composes a notice and puts it into the outbox, with the job that delivers it, in the
// transaction of its cause.
func (w *work) send(n notice.Notice, of about) error {
	_, err := w.post(n, of, nil)
	return err
}

// post is send for a mail that may answer an email. It answers with the outbox row's id, 0 where
// what may be said once has been said.
func (w *work) post(n notice.Notice, of about, inboundEmailID *int64) (int64, error) {
	envelope, err := w.envelope(n, of, inboundEmailID)
	if err != nil {
		return 0, err
	}
	mail, err := notice.Compose(n, envelope)
	if err != nil {
		return 0, err
	}
	message := mail.Raw
	if of.secret {
		if message, err = w.seal(mail.Raw); err != nil {
			return 0, err
		}
	}
	var accountID, requestID *int64
	if of.account != nil {
		accountID = &of.account.ID
	}
	if of.request != nil {
		requestID = &of.request.ID
		if accountID == nil {
			accountID = of.request.AccountRowID
		}
	}
	id, written, err := get[int64](w, w.q.InsertNotification, n.Kind, texts(mail.To), append(texts{}, mail.Cc...), mail.Subject, mail.MessageID,
		message, of.secret, optional(of.once), of.dueOn, accountID, requestID, inboundEmailID, w.now)
	if err != nil || !written {
		return 0, err
	}
	if err := postgres.Announce(w.ctx, w.tx, postgres.Change{Type: TypeNotification, ID: id}); err != nil {
		return 0, err
	}
	return id, w.jobs.Insert(w.ctx, w.tx, queue.Deliver{NotificationID: id})
}

// envelope is who a mail is from and how its reply finds its way back.
func (w *work) envelope(n notice.Notice, of about, inboundEmailID *int64) (notice.Envelope, error) {
	_, domain, _ := strings.Cut(w.policy.RequestEmail, "@")
	e := notice.Envelope{
		From:      notice.Person{Name: "HMS Guest Accounts", Email: w.policy.RequestEmail},
		MessageID: token.MessageID{Kind: string(n.Kind), ID: uuid.New(), Domain: "guest-requests." + domain}.String(),
		Date:      w.now,
	}
	claims := token.Claims{Purpose: token.Reply, Action: token.Discuss, Person: n.To[0].Email, LastDay: w.today.AddDays(replyDays)}
	switch {
	case of.request != nil && of.request.Status.Open():
		claims.Object, claims.Action = token.Object{Kind: token.Request, ID: of.request.ID}, actionOf[of.request.Status]
	case of.account != nil:
		claims.Object, claims.Action = token.Object{Kind: token.Account, ID: of.account.ID}, token.Extend
	case of.request != nil:
		claims.Object = token.Object{Kind: token.Request, ID: of.request.ID}
	case inboundEmailID != nil:
		claims.Object = token.Object{Kind: token.InboundEmail, ID: *inboundEmailID}
	default:
		return e, nil
	}
	text, err := w.tokens.Sign(claims)
	if err != nil {
		return e, fmt.Errorf("reply token: %w", err)
	}
	e.ReplyTo, err = token.Address(w.policy.RequestEmail, text)
	return e, err
}

// actionOf is what the mail about an open request asks its reader for.
var actionOf = map[RequestStatus]token.Action{
	NeedsDetails: token.Supply, AwaitingRole: token.Supply, AwaitingServiceDesk: token.Discuss,
	AwaitingSponsor: token.Decide, AwaitingAcademicAffairs: token.Decide,
}

// reminderKey: never two reminders for an account and day.
func reminderKey(acc Account, day calendar.Date) string {
	return fmt.Sprintf("reminder %d %s", acc.ID, day)
}

// seal hides a mail that carries a secret from whoever reads the database: codes are kept only
// as what can check them.
func (s *Service) seal(message []byte) ([]byte, error) {
	aead, err := s.aead()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return aead.Seal(nonce, nonce, message, nil), nil
}

func (s *Service) unseal(sealed []byte) ([]byte, error) {
	aead, err := s.aead()
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, fmt.Errorf("unseal: too short")
	}
	message, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], nil)
	if err != nil {
		return nil, fmt.Errorf("unseal (was the secret changed?): %w", err)
	}
	return message, nil
}

func (s *Service) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(s.sealKey)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return cipher.NewGCM(block)
}
