import { Nothing, Screen } from '../../parts/screen'

export default function Page() { return <Screen title='issue'><Nothing title='issue' /></Screen> }
