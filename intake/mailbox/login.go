package mailbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-sasl"
)

const (
	mechOAuthBearer = sasl.OAuthBearer
	mechXOAuth2     = "XOAUTH2"
)

// xoauth2 is the mechanism that Gmail and Exchange Online offer in OAUTHBEARER's place; the
// latter offers only this one. It is written down in their manuals alone
// (developers.google.com/workspace/gmail/imap/xoauth2-protocol).
type xoauth2 struct{ username, token string }

func (x *xoauth2) Start() (mechanism string, initial []byte, err error) {
	return mechXOAuth2, []byte("user=" + x.username + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next is called only when the server refused: the challenge says why.
func (x *xoauth2) Next(challenge []byte) ([]byte, error) {
	var reason struct {
		Status string `json:"status"`
	}
	if json.Unmarshal(challenge, &reason) == nil && reason.Status != "" {
		return nil, fmt.Errorf("XOAUTH2 refused with status %s", reason.Status)
	}
	return nil, errors.New("XOAUTH2 refused")
}

// logIn signs in. After a failure the connection is of no further use: the exchange may have
// ended in its middle.
func (c *Connection) logIn(ctx context.Context, s Server, caps imap.CapSet) error {
	if s.Tokens != nil {
		return c.logInByToken(ctx, s, caps)
	}
	var err error
	switch {
	case caps.Has(imap.AuthCap(sasl.Plain)):
		err = c.client.Authenticate(sasl.NewPlainClient("", s.Username, s.Password))
	case caps.Has(imap.CapLoginDisabled):
		return &Error{Kind: KindLogin, Op: "signing in", Err: errors.New("the server takes no password on this connection; is TLS set as it wants?")}
	default:
		err = c.client.Login(s.Username, s.Password).Wait()
	}
	return c.loginError(ctx, err)
}

func (c *Connection) logInByToken(ctx context.Context, s Server, caps imap.CapSet) error {
	mechanism := s.Mechanism
	switch {
	case mechanism != "":
	case caps.Has(imap.AuthCap(mechOAuthBearer)):
		mechanism = mechOAuthBearer
	case caps.Has(imap.AuthCap(mechXOAuth2)):
		mechanism = mechXOAuth2
	default:
		return &Error{Kind: KindLogin, Op: "signing in", Err: errors.New("the server offers neither OAUTHBEARER nor XOAUTH2")}
	}
	token, err := s.Tokens.Token(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &Error{Kind: KindToken, Op: "getting an access token", Err: err}
	}
	c.tokenExpires = token.Expires
	var exchange sasl.Client = &xoauth2{s.Username, token.Value}
	if mechanism == mechOAuthBearer {
		exchange = sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: s.Username, Token: token.Value})
	}
	err = c.loginError(ctx, c.client.Authenticate(exchange))
	if err != nil && KindOf(err) == KindLogin {
		// It may have been revoked before its time; the next try should bring a new one.
		s.Tokens.Refused(token)
	}
	return err
}

// loginError tells a refusal from a connection that ended, and from a server that says that it
// cannot check anyone just now (RFC 5530 UNAVAILABLE): the latter two are worth an early retry.
func (c *Connection) loginError(ctx context.Context, err error) error {
	const op = "signing in"
	if err == nil {
		return nil
	}
	if ctx.Err() != nil || c.conn.cause() != nil || responseCode(err) == imap.ResponseCodeUnavailable {
		return commandError(ctx, c.conn, op, err)
	}
	select {
	case <-c.client.Closed():
		if !refused(err) {
			return commandError(ctx, c.conn, op, err)
		}
	default:
	}
	return &Error{Kind: KindLogin, Op: op, Err: err}
}
