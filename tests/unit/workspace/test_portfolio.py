"""portfolio.toml: every fault at once, with its line."""

from __future__ import annotations

from datetime import date

import pytest

from screener.errors import InputError, NotFoundError
from screener.workspace import load_portfolio, newest_as_of, settings_files

GOOD = """\
name = "Test"
state = "IL"

[[input]]
name = "a"
path = "inputs/{as_of}/a.csv"
account = "A"
"""


@pytest.fixture
def workspace(tmp_path):
    def write(text, layouts=()):
        folder = tmp_path / "portfolios" / "p"
        folder.mkdir(parents=True)
        (folder / "portfolio.toml").write_text(text, encoding="utf-8")
        (tmp_path / "portfolios" / "layouts").mkdir()
        for name, content in dict(layouts).items():
            (tmp_path / "portfolios" / "layouts" / f"{name}.toml").write_text(content, encoding="utf-8")
        return tmp_path

    return write


def test_every_fault_is_reported_at_once_with_its_line(workspace):
    """A misspelt key, an impossible state and a float where exact text is asked: three faults, three lines."""
    text = GOOD.replace('"IL"', '"ZZ"') + 'redaer = "csv"\ncontrol_total = 1.5\n'
    root = workspace(text)

    with pytest.raises(InputError) as caught:
        load_portfolio(root, "p")

    message = str(caught.value)
    assert "portfolio.toml:2: state: 'ZZ' is no two-letter state" in message
    assert "portfolio.toml:8: input 'a'.redaer: no such key; did you mean 'reader'?" in message
    assert "portfolio.toml:9: input 'a'.control_total: write amounts as text" in message
    assert "has 3 faults" in message


def test_the_second_of_two_inputs_gets_its_own_line(workspace):
    """Line numbers count arrays of tables."""
    root = workspace(GOOD + '\n[[input]]\nname = "b"\npath = "b.csv"\naccount = "B"\nrows = -1\n')

    with pytest.raises(InputError, match=r"portfolio\.toml:13: input 'b'\.rows"):
        load_portfolio(root, "p")


def test_broken_toml_names_the_line(workspace):
    """A file that is no TOML says where it stops being one."""
    root = workspace('name = "Test\n')

    with pytest.raises(InputError, match=r"portfolio\.toml:1: this is no TOML"):
        load_portfolio(root, "p")


def test_an_unknown_portfolio_names_the_nearest(workspace):
    """A misspelt name gets a suggestion and the list."""
    root = workspace(GOOD)

    with pytest.raises(NotFoundError, match="name one of: p"):
        load_portfolio(root, "q")


def test_a_layout_is_filled_in_beneath_the_input(workspace):
    """The input's own keys win; columns are merged one by one."""
    layout = 'reader = "tsv"\ncurrency = "EUR"\n[columns]\ncusip = "CUSIP"\nmarket_value = "MV"\n'
    root = workspace(
        GOOD + 'layout = "bank"\ncurrency = "USD"\ncolumns = { market_value = "Value" }\n', {"bank": layout}
    )

    entry = load_portfolio(root, "p").input[0]

    assert (entry.reader, entry.currency) == ("tsv", "USD")
    assert entry.columns == {"cusip": "CUSIP", "market_value": "Value"}


def test_a_missing_layout_names_the_line_and_those_there_are(workspace):
    """Found before anything is read."""
    root = workspace(GOOD + 'layout = "bnak"\n', {"bank": 'reader = "csv"\n'})

    with pytest.raises(InputError, match=r"portfolio\.toml:8: there is no layout 'bnak'.*did you mean 'bank'"):
        load_portfolio(root, "p")


def test_the_newest_folder_is_the_date(workspace):
    """A new quarter is a new folder; nothing is edited."""
    root = workspace(GOOD)
    for name in ("2024-09-30", "2024-12-31"):
        (root / "portfolios" / "p" / "inputs" / name).mkdir(parents=True)

    assert newest_as_of(load_portfolio(root, "p")) == date(2024, 12, 31)


def test_no_date_at_all_is_an_error_that_says_what_to_do(workspace):
    """The clock is never asked instead."""
    root = workspace(GOOD)

    with pytest.raises(InputError, match=r"put the delivered files into inputs/YYYY-MM-DD/"):
        newest_as_of(load_portfolio(root, "p"))


def test_a_board_adopts_a_text_that_exists(workspace):
    """Any word would otherwise pass the criterion that asks which text applies."""
    root = workspace(GOOD + '\n[plan]\nadopted_dol_vintage = "IB 2015-1"\n')

    with pytest.raises(InputError, match=r"portfolio\.toml:10: plan\.adopted_dol_vintage: .*did you mean 'IB 2015-01'"):
        load_portfolio(root, "p")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD + '\n[[input]]\nname = "a"\npath = "b.csv"\naccount = "B"\n', "each input needs a name of its own; 'a'"),
        (
            GOOD + "\n[plan]\nis_governmental_plan = 1\n",
            "plan.is_governmental_plan: write true or false, without quotes",
        ),
        (
            GOOD + '\n[plan]\nis_governmental_plan = "yes"\n',
            "is_governmental_plan: write true or false, without quotes",
        ),
        (GOOD.replace("[[input]]", 'id = "x"\n\n[[input]]'), "id follow from the folder's name"),
        ('name = "Test"\nstate = "IL"\ninput = 5\n', "portfolio.toml:3: input: a list is meant"),
        (GOOD + '\n[[fx]]\ncurrency = "EUR"\nrate = "-1"\ndate = 2024-12-31\nsource = "x"\n', "rate: -1 cannot be"),
        (
            GOOD + '\n[[fx]]\ncurrency = "EUR"\nrate = "1"\ndate = 2024-12-31\nsource = "x"\n' * 2,
            "one rate a currency and day",
        ),
    ],
)
def test_what_could_be_taken_two_ways_is_refused(workspace, text, expected):
    """Two control totals under one name, two rates for a day, a negative rate: never the first one silently."""
    with pytest.raises(InputError) as caught:
        load_portfolio(workspace(text), "p")

    assert expected in str(caught.value)


def test_a_path_is_no_portfolio_name(workspace):
    """`screener run /elsewhere/p` must not run this workspace's p."""
    with pytest.raises(NotFoundError):
        load_portfolio(workspace(GOOD), "/elsewhere/p")


def test_a_file_in_another_encoding_says_so(workspace):
    """portfolio.toml is UTF-8."""
    root = workspace(GOOD)
    (root / "portfolios" / "p" / "portfolio.toml").write_bytes("name = 'Pensión'".encode("latin-1"))

    with pytest.raises(InputError, match="this is no UTF-8 text"):
        load_portfolio(root, "p")


def test_a_misnamed_quarter_is_not_passed_over(workspace):
    """The clerk meant 2025-03-31; screening the old quarter again would look like a success."""
    root = workspace(GOOD)
    for name in ("2024-12-31", "2025-3-31"):
        (root / "portfolios" / "p" / "inputs" / name).mkdir(parents=True)

    with pytest.raises(InputError, match="named for no date: 2025-3-31"):
        newest_as_of(load_portfolio(root, "p"))


def test_one_set_of_unique_columns_needs_no_second_bracket(workspace):
    """``unique = ["cusip"]`` can only mean one thing."""
    root = workspace(GOOD + '\n[expect]\nunique = ["account", "cusip"]\n')

    assert load_portfolio(root, "p").expect.unique == [["account", "cusip"]]


def test_a_missing_name_is_said_to_be_missing_where_it_belongs(workspace):
    """The input's own name on line 4 is not the portfolio's."""
    with pytest.raises(InputError, match=r"portfolio\.toml:1: name: is missing"):
        load_portfolio(workspace(GOOD.removeprefix('name = "Test"\n')), "p")


def test_one_bracket_instead_of_two_says_so(workspace):
    """A single [input] table is the commonest slip."""
    with pytest.raises(InputError, match=r"(?s)portfolio\.toml:4: .*two brackets"):
        load_portfolio(workspace(GOOD.replace("[[input]]", "[input]")), "p")


LOOK_THROUGH = GOOD + '\n[[look_through]]\nfund = "ticker:VTI"\npath = "funds/vti.csv"\nas_of = 2024-11-30\n'


def test_a_fund_is_one_identifier_or_several(workspace):
    """One text is the list of one that it can only mean."""
    one = load_portfolio(workspace(LOOK_THROUGH), "p").look_through[0]

    assert (one.fund, one.id, one.net_assets) == (["ticker:VTI"], "ticker:VTI", None)


def test_faults_of_look_throughs_are_reported_at_once_with_their_lines(workspace):
    """An identifier of no scheme, a misspelt key, an amount that is a float: three lines, each by the fund's name."""
    text = LOOK_THROUGH.replace("ticker:VTI", "tiker:VTI") + "net_asset = 1\nnet_assets = 1.5\n"

    with pytest.raises(InputError) as caught:
        load_portfolio(workspace(text), "p")

    message = str(caught.value)
    assert "portfolio.toml:10: look_through 'tiker:VTI'.fund: 'tiker:VTI' is no identifier of a fund" in message
    assert "did you mean 'ticker'?" in message
    assert "portfolio.toml:13: look_through 'tiker:VTI'.net_asset: no such key; did you mean 'net_assets'?" in message
    assert "portfolio.toml:14: look_through 'tiker:VTI'.net_assets: write amounts as text" in message


def test_a_fund_is_declared_once(workspace):
    """Capitals do not make another fund."""
    again = '\n[[look_through]]\nfund = ["lei:X", "ticker:vti"]\npath = "funds/other.csv"\n'

    with pytest.raises(InputError, match=r"each fund is looked through once; 'TICKER:VTI' stands twice"):
        load_portfolio(workspace(LOOK_THROUGH + again), "p")


def test_one_table_for_a_look_through_is_an_error_that_shows_the_brackets(workspace):
    root = workspace(LOOK_THROUGH.replace("[[look_through]]", "[look_through]"))

    with pytest.raises(InputError, match=r"write \[\[look_through\]\], two brackets"):
        load_portfolio(root, "p")


def test_a_look_through_takes_a_layout_and_its_file_counts_among_the_settings(workspace):
    layout = 'reader = "tsv"\n[columns]\ncusip = "CUSIP"\nmarket_value = "MV"\n'
    root = workspace(LOOK_THROUGH + 'layout = "manager"\n', {"manager": layout})
    portfolio = load_portfolio(root, "p")

    assert portfolio.look_through[0].reader == "tsv"
    assert portfolio.look_through[0].columns == {"cusip": "CUSIP", "market_value": "MV"}
    assert [path.name for path in settings_files(root, portfolio)] == ["portfolio.toml", "manager.toml"]


def test_a_layout_that_a_look_through_names_wrongly_is_found_on_its_line(workspace):
    root = workspace(LOOK_THROUGH + 'layout = "manger"\n', {"manager": ""})

    with pytest.raises(InputError, match=r"portfolio\.toml:13: there is no layout 'manger' .*did you mean 'manager'"):
        load_portfolio(root, "p")
