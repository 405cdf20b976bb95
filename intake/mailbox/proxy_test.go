package mailbox_test

import (
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/guestd/guestd/intake/mailbox"
)

// proxy stands between the poller and a server, and breaks what goes through it.
type proxy struct {
	t      *testing.T
	target string
	addr   string

	mu    sync.Mutex
	conns map[net.Conn]bool
	ended bool
	// command sees each line of the client. It may answer in the server's place (the line does
	// not reach the server then), or end the connection.
	command func(line string) (answer string, end bool)
	// answers sees what the server sends, and says how much of it passes; less than all ends the
	// connection, and a negative number stops all answers while the connection stays open.
	answers func(chunk []byte) int
	// drip, where set, is the pause after each few octets that the server's answers come in.
	drip time.Duration
	// said is all that clients sent.
	said strings.Builder
	work sync.WaitGroup
}

func startProxy(t *testing.T, target string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{t: t, target: target, addr: listener.Addr().String(), conns: map[net.Conn]bool{}}
	p.work.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			p.work.Go(func() { p.serve(client) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		p.mu.Lock()
		p.ended = true
		for conn := range p.conns {
			_ = conn.Close()
		}
		p.mu.Unlock()
		p.work.Wait()
	})
	return p
}

// set changes the proxy's behaviour.
func (p *proxy) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

func (p *proxy) hold(conn net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		_ = conn.Close()
	}
	p.conns[conn] = true
}

func (p *proxy) serve(client net.Conn) {
	p.hold(client)
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	p.hold(server)
	defer func() { _ = server.Close() }()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = client.Close() }()
		p.backward(server, client)
	}()
	p.forward(client, server)
	_ = server.Close()
	<-done
}

// forward passes on what the client sends: go-imap sends a whole command at once.
func (p *proxy) forward(client, server net.Conn) {
	chunk := make([]byte, 64<<10)
	for {
		n, err := client.Read(chunk)
		if err != nil {
			return
		}
		p.mu.Lock()
		p.said.Write(chunk[:n])
		command := p.command
		p.mu.Unlock()
		for line := range strings.Lines(string(chunk[:n])) {
			if command != nil {
				answer, end := command(line)
				if end {
					return
				}
				if answer != "" {
					tag, _, _ := strings.Cut(line, " ")
					if _, err := io.WriteString(client, strings.ReplaceAll(answer, "TAG", tag)); err != nil {
						return
					}
					continue
				}
			}
			if _, err := io.WriteString(server, line); err != nil {
				return
			}
		}
	}
}

func (p *proxy) backward(server, client net.Conn) {
	chunk := make([]byte, 4096)
	mute := false
	for {
		n, err := server.Read(chunk)
		if err != nil {
			return
		}
		p.mu.Lock()
		answers, drip := p.answers, p.drip
		p.mu.Unlock()
		pass := n
		if answers != nil {
			pass = answers(chunk[:n])
		}
		if pass < 0 {
			mute = true
		}
		if mute {
			continue
		}
		if drip == 0 {
			_, err = client.Write(chunk[:pass])
		} else {
			err = p.drop(client, chunk[:pass], drip)
		}
		if err != nil || pass < n {
			return
		}
	}
}

// drop passes on what there is, few octets at a time.
func (p *proxy) drop(client net.Conn, chunk []byte, pause time.Duration) error {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for drops := range slices.Chunk(chunk, 2) {
		if _, err := client.Write(drops); err != nil {
			return err
		}
		p.mu.Lock()
		over := p.drip == 0 || p.ended
		p.mu.Unlock()
		if !over {
			<-tick.C
		}
	}
	return nil
}

// through is a configuration by way of the proxy.
func (p *proxy) through(s mailbox.Server) mailbox.Server {
	s.Addr = p.addr
	return s
}

func (p *proxy) heard() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}
