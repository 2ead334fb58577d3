namespace SystemTorch.Generator;

/// <summary>Splits lists of types and arguments at the commas that stand in no brackets.</summary>
internal static class TopLevel
{
    public static List<string> Split(string text)
    {
        var parts = new List<string>();
        int depth = 0;
        int start = 0;
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
                quoted = !quoted;
            if (quoted)
                continue;
            if (Opens(text, i))
                depth++;
            else if (Closes(text, i))
                depth--;
            else if (text[i] == ',' && depth == 0)
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }
        if (text.Trim().Length > 0)
            parts.Add(text[start..].Trim());
        return parts;
    }

    // In the map's expressions < and > may compare; then they stand beside a space, an arrow or an equals sign.
    private static bool Opens(string text, int i)
        => text[i] is '(' or '[' or '{' || (text[i] == '<' && i + 1 < text.Length && text[i + 1] != ' ');

    private static bool Closes(string text, int i)
        => text[i] is ')' or ']' or '}' || (text[i] == '>' && (i == 0 || text[i - 1] is not ('-' or '=' or ' ')));
}
