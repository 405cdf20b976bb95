package main

import (
	"context"

	"golang.org/x/oauth2/clientcredentials"

	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/mail/delivery"
)

// mailbox is how the request mailbox is read.
func (s *settings) mailbox() mailbox.Config {
	user := s.IMAPUser
	if user == "" {
		user = s.RequestEmail
	}
	server := mailbox.Server{Addr: s.IMAP, TLS: mailbox.TLSMode(s.IMAPTLS), Username: user, Password: s.IMAPPassword}
	if tokens := s.oauth2(); tokens != nil {
		server.Tokens = tokens
	}
	return mailbox.Config{Server: server}
}

// smtp is how outgoing mail is handed over.
func (s *settings) smtp() delivery.Config {
	c := delivery.Config{Addr: s.SMTP, Security: delivery.Security(s.SMTPTLS)}
	tokens := s.oauth2()
	switch {
	case s.SMTPUser == "":
	case tokens != nil:
		c.Auth = delivery.OAuth2(s.SMTPUser, smtpTokens{tokens})
	default:
		c.Auth = delivery.Password(s.SMTPUser, s.SMTPPassword)
		// Without TLS only because --smtp-tls says so: for a server on this machine.
		c.InsecureAuth = c.Security == delivery.None
	}
	return c
}

// oauth2 gets tokens for both mail servers; nil where passwords are used.
func (s *settings) oauth2() *mailbox.ClientCredentials {
	if s.OAuth2TokenURL == "" {
		return nil
	}
	return &mailbox.ClientCredentials{Config: clientcredentials.Config{
		ClientID: s.OAuth2ClientID, ClientSecret: s.OAuth2ClientSecret, TokenURL: s.OAuth2TokenURL, Scopes: s.OAuth2Scope,
	}}
}

// smtpTokens are the mailbox's tokens in the form that delivery asks for them.
type smtpTokens struct{ tokens *mailbox.ClientCredentials }

// Token is a token that is good for a while yet.
func (t smtpTokens) Token(ctx context.Context) (string, error) {
	token, err := t.tokens.Token(ctx)
	return token.Value, err
}

// Refused says that the server did not take that token.
func (t smtpTokens) Refused(token string) { t.tokens.Refused(mailbox.Token{Value: token}) }
