package delivery

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/emersion/go-sasl"
)

// Auth signs in to the server. It is made by Password or OAuth2.
type Auth interface {
	// begin chooses a mechanism that the server offers. refused is called when the server says
	// no; it may be nil.
	begin(ctx context.Context, offers func(mechanism string) bool) (client sasl.Client, refused func(), err error)
}

// Password signs in by PLAIN (RFC 4616), or by LOGIN where the server offers only that.
func Password(username, password string) Auth { return passwordAuth{username, password} }

// TokenSource gives OAuth 2.0 access tokens.
type TokenSource interface {
	// Token is a token that is good for a while yet.
	Token(ctx context.Context) (string, error)
	// Refused says that the server did not take that token, so that it is not given again.
	Refused(token string)
}

// OAuth2 signs in by OAUTHBEARER (RFC 7628), or by XOAUTH2 where the server offers only that, as
// Exchange Online does.
func OAuth2(username string, tokens TokenSource) Auth { return oauthAuth{username, tokens} }

type passwordAuth struct{ username, password string }

func (a passwordAuth) begin(_ context.Context, offers func(string) bool) (sasl.Client, func(), error) {
	switch {
	case offers(sasl.Plain):
		return sasl.NewPlainClient("", a.username, a.password), nil, nil
	case offers(sasl.Login):
		return &loginClient{answers: []string{a.username, a.password}}, nil, nil
	}
	return nil, nil, errors.New("the server offers neither PLAIN nor LOGIN on this connection")
}

// loginClient answers LOGIN's two questions in their order, whatever their words: go-sasl's
// takes one server's words only.
type loginClient struct{ answers []string }

func (c *loginClient) Start() (mechanism string, initial []byte, err error) {
	return sasl.Login, nil, nil
}

func (c *loginClient) Next([]byte) ([]byte, error) {
	if len(c.answers) == 0 {
		return nil, sasl.ErrUnexpectedServerChallenge
	}
	answer := c.answers[0]
	c.answers = c.answers[1:]
	return []byte(answer), nil
}

type oauthAuth struct {
	username string
	tokens   TokenSource
}

func (a oauthAuth) begin(ctx context.Context, offers func(string) bool) (sasl.Client, func(), error) {
	bearer, x := offers(sasl.OAuthBearer), offers(xoauth2)
	if !bearer && !x {
		return nil, nil, errors.New("the server offers neither OAUTHBEARER nor XOAUTH2 on this connection")
	}
	token, err := a.tokens.Token(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("getting an access token: %w", err)
	}
	refused := func() { a.tokens.Refused(token) }
	if bearer {
		return sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: a.username, Token: token}), refused, nil
	}
	return &xoauth2Client{a.username, token}, refused, nil
}

const xoauth2 = "XOAUTH2"

// xoauth2Client is the mechanism of Gmail's and Exchange Online's manuals
// (developers.google.com/workspace/gmail/imap/xoauth2-protocol).
type xoauth2Client struct{ username, token string }

func (c *xoauth2Client) Start() (mechanism string, initial []byte, err error) {
	return xoauth2, []byte("user=" + c.username + "\x01auth=Bearer " + c.token + "\x01\x01"), nil
}

// Next is called only when the server refused: the challenge says why.
func (c *xoauth2Client) Next(challenge []byte) ([]byte, error) {
	var reason struct {
		Status string `json:"status"`
	}
	if json.Unmarshal(challenge, &reason) == nil && reason.Status != "" {
		return nil, fmt.Errorf("XOAUTH2 refused with status %.20q", reason.Status)
	}
	return nil, errors.New("XOAUTH2 refused")
}
