package format

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var every = Line{Name: "+X", Fields: []Field{
	{Name: "level", Unit: "dBm", Mul: 0.5, Add: -24.5, None: []int64{255}},
	{Name: "cell", Kind: Hex},
	{Name: "state", Kind: Enum, Words: map[int]string{1: "on"}},
	{Name: "operator", Kind: Text},
	{Name: "id"}, {Name: "rsrp", Unit: "dBm", None: []int64{-32768}},
}, Repeat: 2}

func TestRead(t *testing.T) {
	for _, c := range []struct {
		rest string
		want string // name=number, name:text; "?" when it is not known
	}{
		{"", ""},
		{"  ", ""},
		{"40", "level=-4.5"},
		{"255", "level?"},
		{`0,0x1A2d,1,"a,b"`, "level=-24.5 cell=6701 state=1 operator:a,b"},
		{` 1 , "1F" ,7, x `, "level=-24 cell=31 state=7 operator:x"},
		{",,,,", "level? cell? state? operator? id?"},
		{"x,g,-,-", "level? cell? state? operator?"},
		{"1,1,1,--,2,-97,3,-32768,4,-1.25", "level=-24 cell=1 state=1 operator? id=2 rsrp=-97 id=3 rsrp? id=4 rsrp=-1.25"},
		{"-,1,1,a,-5.,-.5,1.2.3,- 1", "level? cell=1 state=1 operator:a id? rsrp? id? rsrp?"},
		{"18446744073709551615", "level=9.223372036854776e+18"},
		{"18446744073709551616,10000000000000000", "level? cell?"},
	} {
		var got []string
		for _, v := range every.Read(c.rest, nil) {
			switch {
			case !v.Known:
				got = append(got, v.Field.Name+"?")
			case v.Field.Kind == Text:
				got = append(got, v.Field.Name+":"+v.Raw)
			default:
				got = append(got, v.Field.Name+"="+strconv.FormatFloat(v.Num, 'g', -1, 64))
			}
		}
		require.Equal(t, c.want, strings.Join(got, " "), "%q", c.rest)
	}
}

func TestReadStopsBehindTheLastField(t *testing.T) {
	l := Line{Fields: []Field{{Name: "a"}, {Name: "b"}}}
	require.Len(t, l.Read("1,2,3,4", nil), 2)
	l.Repeat = 1
	require.Len(t, l.Read("1,2,3,4", nil), 4)
	l.Repeat = 9 // more than there are: all of them come again
	require.Len(t, l.Read("1,2,3,4,5", nil), 5)
	require.Empty(t, (&Line{Repeat: 2}).Read("1,2", nil))
}

// What is printed with a field's own rule is read back.
func TestReadIsTheReverseOfPrint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := Line{Name: "+X"}
		var texts []string
		var want []Value
		for range rapid.IntRange(1, 12).Draw(t, "fields") {
			f := Field{Kind: Kind(rapid.IntRange(0, 3).Draw(t, "kind"))}
			v := Value{Known: true}
			raw := rapid.Int64Range(-1<<53, 1<<53).Draw(t, "raw")
			v.Num = float64(raw)
			switch f.Kind {
			case Int:
				f.Mul = rapid.SampledFrom([]float64{0, 1, 0.5, 0.1, 1000}).Draw(t, "mul")
				f.Add = rapid.SampledFrom([]float64{0, -141, -19.5}).Draw(t, "add")
				v.Raw = strconv.FormatInt(raw, 10)
				if f.Mul != 0 {
					v.Num *= f.Mul
				}
				if v.Num += f.Add; f.Mul != 0 {
					v.Num = tidy(v.Num)
				}
			case Enum:
				v.Raw = strconv.FormatInt(raw, 10)
			case Hex:
				raw &= math.MaxInt64
				v.Raw, v.Num = rapid.SampledFrom([]string{"%x", "%X", "0x%x", "%016X"}).Draw(t, "form"), float64(raw)
				v.Raw = fmt.Sprintf(v.Raw, raw)
			case Text:
				v.Raw, v.Num = rapid.StringMatching(`[a-z][a-z, ]{0,8}[a-z]`).Draw(t, "text"), 0
			}
			l.Fields, want = append(l.Fields, f), append(want, v)
			mark := rapid.SampledFrom([]string{"", `"`}).Draw(t, "mark")
			if strings.Contains(v.Raw, ",") {
				mark = `"`
			}
			pad := rapid.SampledFrom([]string{"", " "}).Draw(t, "pad")
			texts = append(texts, pad+mark+v.Raw+mark+pad)
		}
		for i := range want {
			want[i].Field = &l.Fields[i]
		}
		require.Equal(t, want, l.Read(strings.Join(texts, ","), nil))
	})
}

func TestTidy(t *testing.T) {
	f := Field{Mul: 0.2, Add: -20}
	n, ok := f.Scaled("111")
	require.True(t, ok)
	require.Equal(t, 2.2, n)
	n, _ = f.Scaled("9007199254740991")
	require.InEpsilon(t, 9007199254740991*0.2, n, 1e-12)
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]uint64{"0": 0, "007": 7, "18446744073709551615": 1<<64 - 1} {
		n, ok := Number(text)
		require.True(t, ok, text)
		require.Equal(t, want, n)
	}
	for text, want := range map[string]uint64{"0": 0, "0xFf": 255, "FFFFFFFFFFFFFFFF": 1<<64 - 1} {
		n, ok := HexNumber(text)
		require.True(t, ok, text)
		require.Equal(t, want, n)
	}
	for _, text := range []string{"", "-1", "+1", "1 ", "18446744073709551616", "99999999999999999999", "0x", "g", "10000000000000000g"} {
		_, ok := Number(text)
		require.False(t, ok, text)
	}
	for _, text := range []string{"", "0x", "x", "-1", "g", "10000000000000000", "0x0x1"} {
		_, ok := HexNumber(text)
		require.False(t, ok, text)
	}
}

func TestFind(t *testing.T) {
	forms := []Line{
		{Name: "+A", Key: []string{"servingcell", "*", "LTE"}, Title: "lte"}, {Name: "+A", Key: []string{"servingcell"}, Title: "other"},
		{Name: "+B", Title: "b"}, {Key: []string{"1", "4"}, Title: "row"}, {Title: "never"},
	}
	for line, want := range map[string]string{
		`+A: "servingcell","X","lte",1`: "lte", `+A :"SERVINGCELL","X"`: "other", "+A: 1": "", "+B:": "b", "+b: 1": "", "+BB: 1": "",
		"1,4,310": "row", "1,5": "", "OK": "", "": "", ":": "",
	} {
		form, _ := Find(forms, line)
		if want == "" {
			require.Nil(t, form, line)
			continue
		}
		require.NotNil(t, form, line)
		require.Equal(t, want, form.Title, line)
	}
	_, rest := Find(forms, "+B : 1,2")
	require.Equal(t, " 1,2", rest)
}

func TestReadAllocatesNothing(t *testing.T) {
	dst := make([]Value, 0, 16)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		dst = every.Read(`40,"1A2D",1,"a,b",5,-97.5,6,-32768`, dst[:0])
	}))
}

// cutOne is the rule of Next in the fewest words.
func cutOne(s string) (text, rest string, more bool) {
	if t := strings.TrimLeft(s, " "); strings.HasPrefix(t, `"`) {
		if before, after, closed := strings.Cut(t[1:], `"`); closed {
			_, rest, more = strings.Cut(after, ",")
			return before, rest, more
		}
	}
	text, rest, more = strings.Cut(s, ",")
	return strings.Trim(text, " \t\""), rest, more
}

// Read cuts like cutOne, and its numbers are strconv's.
func FuzzRead(f *testing.F) {
	for _, s := range []string{`40,"1A2D",1,"a,b",5,-97.5`, `"a"b,c`, `a"b,c"d,`, `1",2`, "\t\"x\",-0", "0x,1e5,+1", "-", "9999999999999999999,1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l := Line{Fields: []Field{{}, {Kind: Hex}, {Kind: Text}}, Repeat: 3}
		rest, more := s, !isBlank(s)
		n := 0
		for _, v := range l.Read(s, nil) {
			require.True(t, more, "more values than parameters")
			var raw string
			raw, rest, more = cutOne(rest)
			require.Equal(t, raw, v.Raw)
			require.Same(t, &l.Fields[n%3], v.Field)
			n++
			if !v.Known || v.Field.Kind == Text {
				require.Zero(t, v.Num)
				continue
			}
			if v.Field.Kind == Hex {
				u, err := strconv.ParseUint(strings.TrimPrefix(strings.ToLower(raw), "0x"), 16, 64)
				require.NoError(t, err, raw)
				require.Equal(t, float64(u), v.Num)
				continue
			}
			want, err := strconv.ParseFloat(raw, 64)
			require.NoError(t, err, raw)
			require.InEpsilon(t, want+1e-9, v.Num+1e-9, 1e-9, raw)
		}
		require.False(t, more, "a parameter was left out")
	})
}
