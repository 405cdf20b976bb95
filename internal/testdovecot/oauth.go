package testdovecot

import (
	"encoding/base64"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// writeOAuth lets Dovecot check tokens by itself, with a key in a file.
func (s *Server) writeOAuth() {
	s.t.Helper()
	s.write("oauth2.conf", "introspection_mode = local\n"+
		"local_validation_key_dict = fs:posix:prefix="+s.dir+"/keys/\n"+
		"username_attribute = email\n")
	s.write("keys/default/HS256/default", base64.StdEncoding.EncodeToString(s.options.OAuthKey))
}

// Token signs an access token for a user that ends at expires.
func (s *Server) Token(user string, expires time.Time) string {
	s.t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: s.options.OAuthKey}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		s.t.Fatal(err)
	}
	issued := time.Now()
	if expires.Before(issued) {
		issued = expires.Add(-time.Hour)
	}
	token, err := jwt.Signed(signer).Claims(map[string]any{
		"sub": user, "email": user,
		"iat": issued.Unix(), "nbf": issued.Unix(), "exp": expires.Unix(),
	}).Serialize()
	if err != nil {
		s.t.Fatal(err)
	}
	return token
}
