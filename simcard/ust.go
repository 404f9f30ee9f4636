package simcard

// Services is EF UST: which of the numbered services of 3GPP TS 31.102, 4.2.8 the card offers.
type Services []byte

// Has reports whether service n, counted from 1, is available. What the file does not reach is not.
func (s Services) Has(n int) bool {
	if n < 1 || (n-1)/8 >= len(s) {
		return false
	}
	return s[(n-1)/8]>>((n-1)%8)&1 == 1
}

// List returns the numbers of the available services in ascending order.
func (s Services) List() []int {
	var list []int
	for n := 1; n <= 8*len(s); n++ {
		if s.Has(n) {
			list = append(list, n)
		}
	}
	return list
}
