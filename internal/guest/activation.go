package guest

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"math/big"
	"strings"

	"github.com/guestd/guestd/internal/calendar"
)

// ActivateAccount: "The guest will activate their HMS account from a link in an automated message
// sent to their personal email address". The code is the proof; nobody needs to be signed in. An
// account ID that does not exist answers like a wrong code.
func (s *Service) ActivateAccount(ctx context.Context, accountID, code string) (answer AccountAnswer, err error) {
	err = s.transact(ctx, Actor{Name: "guest with activation code", Source: SourceWeb}, func(w *work) error {
		answer = AccountAnswer{}
		acc, found, err := get[Account](w, w.q.LockAccountName, strings.TrimSpace(accountID))
		if err != nil {
			return err
		}
		if !found {
			answer.Errors.add(CodeWrong, []string{"activationCode"}, "%s", wrongCode)
			return nil
		}
		answer.Errors, err = w.activate(acc, code)
		if len(answer.Errors) == 0 {
			answer.AccountRowID = acc.ID
		}
		return err
	})
	return answer, err
}

const wrongCode = "The account ID and the activation code do not belong together. Check both against the message “Activate your HMS account”."

func (w *work) activate(acc Account, code string) (UserErrors, error) {
	var errs UserErrors
	field := []string{"activationCode"}
	right := hmac.Equal(acc.ActivationCheck, w.check(acc.AccountID, code))
	switch {
	case acc.ActivationCheck == nil || acc.Status(w.today) != PendingActivation:
		// Nothing about the account is told to whoever has not shown its code.
		errs.add(CodeWrongState, []string{"accountId"}, "This account waits for no activation: it is active already, or has ended. Your sponsor can tell.")
	case acc.ActivationFailures >= w.policy.ActivationTries:
		errs.add(CodeTooManyAttempts, field, "The code was entered wrongly too often and is locked. Ask your sponsor to send a new one.")
	case !right:
		acc.ActivationFailures++
		if _, err := w.putAccount(acc, Guest{}); err != nil {
			return nil, err
		}
		if acc.ActivationFailures == w.policy.ActivationTries {
			if err := w.audit("account.activation_locked", TypeAccount, acc.ID, fmt.Sprintf("%s: the activation code is locked after %d wrong tries.", acc.AccountID, acc.ActivationFailures)); err != nil {
				return nil, err
			}
		}
		errs.add(CodeWrong, field, "%s", wrongCode)
	case acc.ActivationExpiresAt == nil || !w.now.Before(*acc.ActivationExpiresAt):
		errs.add(CodeExpired, field, "The code has expired. Ask your sponsor to send a new one.")
	}
	if len(errs) > 0 {
		return errs, nil
	}
	acc.Stored, acc.ActivatedAt, acc.ActivationCheck, acc.ActivationExpiresAt, acc.ActivationFailures = Active, &w.now, nil, nil, 0
	return nil, w.changed(acc, "account.activated", "activated", nil)
}

// codeAlphabet leaves out what is mistaken for something else when typed from a screen.
const codeAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// newCode gives the account a new activation code and returns it. The account keeps only what can
// check it. Twelve letters of 31 are 59 bits, and five tries.
func (w *work) newCode(acc *Account) string {
	var b strings.Builder
	for i := range 12 {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(codeAlphabet))))
		if err != nil {
			panic("no randomness: " + err.Error()) // crypto/rand does not fail on the systems we run on
		}
		b.WriteByte(codeAlphabet[n.Int64()])
	}
	code := b.String()
	// The code works to the end of its last day, as days are counted here; one for an account that
	// begins later is as good as one sent on that first day.
	expires := calendar.Later(w.today, acc.StartsOn).AddDays(w.policy.ActivationCodeDays + 1).At(0).UTC()
	acc.ActivationCheck, acc.ActivationExpiresAt, acc.ActivationFailures = w.check(acc.AccountID, code), &expires, 0
	return code
}

// check is what a code is compared with: keyed, so that the database alone cannot test guesses.
func (w *work) check(accountID, code string) []byte {
	plain := strings.NewReplacer("-", "", " ", "").Replace(strings.ToUpper(strings.TrimSpace(code)))
	mac := hmac.New(sha256.New, w.codeKey)
	mac.Write([]byte(accountID + "\x00" + plain))
	return mac.Sum(nil)
}
